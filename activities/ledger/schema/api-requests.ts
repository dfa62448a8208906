import { sql, type SQL } from 'drizzle-orm';
import { bigint, index, integer, pgTable, text, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';

/** True of a request that was refused or failed. A partial index has this condition, so a query must use the same words. */
export const isRefusal = (status: AnyPgColumn): SQL => sql`(${status} >= 400)`;

/** Requests to the HTTP API as they were answered, without what they carried. */
export const apiRequests = pgTable(
  'api_requests',
  {
    /** In the order in which they were written. */
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: time('at').notNull(),
    requestId: text('request_id').notNull(),
    method: text('method').notNull(),
    /** The pattern of the route, without ids. */
    route: text('route').notNull(),
    status: integer('status').notNull(),
    ms: integer('ms').notNull(),
    /** The id of the key or user, and how they are recorded with steps; null where the key was not known. */
    callerId: text('caller_id'),
    actor: text('actor'),
    /** The channel of the caller or of the path, where that is one; else that of the checkout counts. */
    channel: text('channel'),
    checkoutId: text('checkout_id'),
    /** Of a problem: its code and its sentence. */
    code: text('code'),
    detail: text('detail'),
  },
  (table) => [
    index('api_requests_request').on(table.requestId),
    index('api_requests_checkout')
      .on(table.checkoutId, table.id)
      .where(sql`${table.checkoutId} is not null`),
    index('api_requests_refused').on(table.id).where(isRefusal(table.status)),
  ],
);
