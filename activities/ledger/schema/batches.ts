import { sql } from 'drizzle-orm';
import { boolean, index, integer, pgTable, primaryKey, text, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { checkouts } from './checkouts.ts';
import { cents, time } from './columns.ts';

/** A line whose outcome is not known. A partial index has this condition, so a query must use the same words. */
export const isWaiting = (state: AnyPgColumn) => sql`(${state} = 'waiting')`;

/** Invoices that somebody asked for together. */
export const batches = pgTable(
  'batches',
  {
    id: text('id').primaryKey(),
    /** As with payment transactions. */
    actor: text('actor').notNull(),
    /** In whose name it is sent, with the rights that they have by then. */
    callerId: text('caller_id').notNull(),
    isUser: boolean('is_user').notNull(),
    isPerson: boolean('is_person').notNull(),
    /** The channels of its checkouts: who does not see all of them does not see it. */
    channels: text('channels').array().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [index('batches_newest').on(table.createdAt, table.id)],
);

/** A checkout of a batch, and what became of it. */
export const batchLines = pgTable(
  'batch_lines',
  {
    batchId: text('batch_id')
      .notNull()
      .references(() => batches.id, { onDelete: 'cascade' }),
    checkoutId: text('checkout_id')
      .notNull()
      .references(() => checkouts.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    /** What was left to invoice when it was asked for; once it is sent, the invoice's amount. */
    amountCents: cents('amount_cents').notNull(),
    state: text('state').$type<'waiting' | 'sent' | 'failed'>().notNull().default('waiting'),
    /** Why it failed, or what it waits for. */
    detail: text('detail'),
    invoiceNumber: text('invoice_number'),
    /** Grows where somebody asks again for what failed: each round is a request of its own. */
    round: integer('round').notNull().default(1),
    tries: integer('tries').notNull().default(0),
    /** When it is to be sent, or sent again where nobody has written its outcome by then. */
    dueAt: time('due_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.checkoutId] }),
    index('batch_lines_due').on(table.dueAt).where(isWaiting(table.state)),
    index('batch_lines_checkout').on(table.checkoutId),
  ],
);
