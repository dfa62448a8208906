import { boolean, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { NotificationType } from '../../../workflows/rules/notifications.ts';
import { channels } from './channels.ts';
import { time } from './columns.ts';

/** Where the shop of a channel is told, beside the receiver that the environment names. */
export const receivers = pgTable(
  'receivers',
  {
    id: text('id').primaryKey(),
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id),
    url: text('url').notNull(),
    /** Sealed with `SECRETS_KEY`; signs what is sent. */
    secretSealed: text('secret_sealed').notNull(),
    /** The types that it is told of; null: all. */
    types: jsonb('types').$type<NotificationType[]>(),
    enabled: boolean('enabled').notNull().default(true),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [index('receivers_channel').on(table.channelId)],
);
