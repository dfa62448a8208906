import { sql } from 'drizzle-orm';
import { boolean, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { checkouts } from './checkouts.ts';
import { time } from './columns.ts';

/** What reconciliation looks at, and what it last found there: a row for each checkout that is open, has ended lately, or is watched. */
export const reconciledCheckouts = pgTable(
  'reconciled_checkouts',
  {
    checkoutId: text('checkout_id')
      .primaryKey()
      .references(() => checkouts.id, { onDelete: 'cascade' }),
    channel: text('channel').notNull(),
    ended: boolean('ended').notNull(),
    /** When it was last looked at, whatever came of it; null: not yet. By the database's clock, as the other times here. */
    seenAt: time('seen_at'),
    /** When its order was last on the list of all orders, as it is known here. */
    orderSeenAt: time('order_seen_at'),
    /** When that list last showed an order with its number that no checkout has adopted. */
    strangerSeenAt: time('stranger_seen_at'),
    /** When everything that others can make of its invoices was last read. */
    followedAt: time('followed_at').notNull(),
    told: integer('told').notNull().default(0),
    released: integer('released').notNull().default(0),
    /** What a person has to look at. */
    unrepaired: text('unrepaired')
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
  },
  (table) => [
    index('reconciled_checkouts_next').on(table.channel, table.ended, table.seenAt.asc().nullsFirst(), table.checkoutId),
  ],
);

/** When reconciliation may send its next request with a channel's key, whichever worker sends it. */
export const apruvePaces = pgTable('apruve_paces', {
  channel: text('channel').primaryKey(),
  nextAt: time('next_at').notNull(),
});
