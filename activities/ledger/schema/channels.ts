import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Channel, Mode, PaymentRules } from '../../../workflows/contract/channel.ts';
import type { PaidMeans } from '../../../workflows/contract/checkout.ts';
import type { Policy } from '../../../workflows/contract/policy.ts';
import { time } from './columns.ts';

/** Merchant accounts at Apruve beside the environment's. One that was deleted keeps its row, because its checkouts name it. */
export const channels = pgTable('channels', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Never changes: the checkouts of a channel are all of one mode. */
  mode: text('mode').$type<Mode>().notNull(),
  merchantId: text('merchant_id').notNull(),
  /** Sealed with `SECRETS_KEY`; empty where the channel was deleted and its addresses are removed at Apruve. */
  apiKeySealed: text('api_key_sealed').notNull(),
  enabled: boolean('enabled').notNull().default(true),
  labels: jsonb('labels').$type<Channel['labels']>().notNull(),
  paidMeans: text('paid_means').$type<PaidMeans>().notNull(),
  rules: jsonb('rules').$type<PaymentRules>().notNull(),
  /** What differs from the environment's policies. */
  policy: jsonb('policy').$type<Partial<Policy>>().notNull(),
  /** Counts its changes. */
  version: integer('version').notNull().default(1),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
  deletedAt: time('deleted_at'),
});

/** The tokens in the webhook addresses of channels, by their SHA-256 in hex. */
export const webhookTokens = pgTable(
  'webhook_tokens',
  {
    hash: text('hash').primaryKey(),
    channelId: text('channel_id')
      .notNull()
      .references(() => channels.id),
    createdAt: time('created_at').notNull().defaultNow(),
    /** Null: until another one takes its place. */
    validUntil: time('valid_until'),
    /** When a signed event came by it last, within seconds. */
    lastEventAt: time('last_event_at'),
    /** Made for a moment, to try the public address. */
    isProbe: boolean('is_probe').notNull().default(false),
  },
  (table) => [index('webhook_tokens_channel').on(table.channelId)],
);
