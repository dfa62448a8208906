import { sql } from 'drizzle-orm';
import { jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';

/** Lists of the console that somebody keeps with their filters, under a name. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: text('id')
      .primaryKey()
      .default(sql`'view_' || replace(gen_random_uuid()::text, '-', '')`),
    /** The id of the user, or of the key that they signed in with. */
    ownerId: text('owner_id').notNull(),
    name: text('name').notNull(),
    list: text('list').$type<'checkouts' | 'invoices'>().notNull(),
    /** As the list's address has it. */
    filters: jsonb('filters').$type<Record<string, string>>().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [unique('saved_views_name').on(table.ownerId, table.name)],
);
