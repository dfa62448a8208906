import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { DeedAction, DeedDetails } from '../deeds.ts';
import { time } from './columns.ts';

/** Who has changed what of the set-up: channels, users, keys, sessions. Only ever added to. */
export const setupChanges = pgTable(
  'setup_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: time('at').notNull().defaultNow(),
    /** As with payment transactions: `user:…`, `key:…`, the command line or a worker. */
    actor: text('actor').notNull(),
    action: text('action').$type<DeedAction>().notNull(),
    /** The id of what was changed. */
    subject: text('subject').notNull(),
    /** The channel that it was about; null where it was about all. */
    channel: text('channel'),
    details: jsonb('details').$type<DeedDetails>().notNull(),
  },
  (table) => [index('setup_changes_subject').on(table.subject, table.id)],
);
