import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core';
import { checkouts } from './checkouts.ts';
import { time } from './columns.ts';

/** What people have written down about a checkout. */
export const notes = pgTable(
  'notes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    checkoutId: text('checkout_id')
      .notNull()
      .references(() => checkouts.id, { onDelete: 'cascade' }),
    /** Who wrote it, as with payment transactions. */
    actor: text('actor').notNull(),
    text: text('text').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [index('notes_of_checkout').on(table.checkoutId, table.id)],
);
