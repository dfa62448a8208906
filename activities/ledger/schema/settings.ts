import { sql } from 'drizzle-orm';
import { boolean, check, pgTable, text } from 'drizzle-orm/pg-core';

/** How this installation is set, in one row at most. */
export const settings = pgTable(
  'settings',
  {
    one: boolean('one').primaryKey().default(true),
    timeZone: text('time_zone').notNull(),
  },
  (table) => [check('settings_one', sql`${table.one}`)],
);
