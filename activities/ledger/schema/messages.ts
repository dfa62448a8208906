import { sql, type SQL } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, type AnyPgColumn } from 'drizzle-orm/pg-core';
import type { NotificationType } from '../../../workflows/rules/notifications.ts';
import { checkouts } from './checkouts.ts';
import { time } from './columns.ts';
import type { DeliveryAttempt } from '../json-columns.ts';

/** True for events without a final outcome. Two partial indexes have this condition, so a query must use the same words. */
export const unsettled = (outcome: AnyPgColumn): SQL => sql`(${outcome} is null or ${outcome} = 'signaled')`;

/** True for events whose outcome stands, however often they are delivered again. */
export const standing = (outcome: AnyPgColumn): SQL => sql`(${outcome} in ('applied', 'released'))`;

/**
 * The inbox of verified Apruve webhooks, each once for each channel: two channels of one merchant both hear of an event. A null outcome
 * means: not handled yet.
 */
export const webhookEvents = pgTable(
  'webhook_events',
  {
    uuid: text('uuid').notNull(),
    channel: text('channel').notNull(),
    event: text('event').notNull(),
    apruveOrderId: text('apruve_order_id'),
    apruveInvoiceId: text('apruve_invoice_id'),
    merchantOrderId: text('merchant_order_id'),
    checkoutId: text('checkout_id'),
    outcome: text('outcome'),
    body: jsonb('body').$type<Record<string, unknown>>().notNull(),
    copies: integer('copies').notNull().default(1),
    receivedAt: time('received_at').notNull().defaultNow(),
    handledAt: time('handled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.uuid, table.channel] }),
    index('webhook_events_newest').on(table.receivedAt, table.uuid, table.channel),
    index('webhook_events_checkout')
      .on(table.checkoutId, table.receivedAt, table.uuid, table.channel)
      .where(sql`${table.checkoutId} is not null`),
    index('webhook_events_order').on(table.apruveOrderId).where(unsettled(table.outcome)),
    index('webhook_events_invoice').on(table.apruveInvoiceId).where(unsettled(table.outcome)),
  ],
);

/**
 * The outbox of notifications to shops, a row for each receiver, with the checkout as it was then. Each receiver has an order of its own,
 * by `sequence` within each checkout. A notification is written in the database transaction of the change that it reports.
 */
export const notifications = pgTable(
  'notifications',
  {
    id: text('id').primaryKey(),
    checkoutId: text('checkout_id')
      .notNull()
      .references(() => checkouts.id),
    channel: text('channel').notNull(),
    /** Stays when the receiver is deleted. */
    receiverId: text('receiver_id').notNull(),
    sequence: integer('sequence').notNull(),
    type: text('type').$type<NotificationType>().notNull(),
    apruveInvoiceId: text('apruve_invoice_id'),
    happenedAt: time('happened_at').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    state: text('state').$type<'pending' | 'delivered' | 'failed'>().notNull().default('pending'),
    attempts: jsonb('attempts').$type<DeliveryAttempt[]>().notNull().default([]),
    /** Since when it is being tried. A resend sets it to null. */
    tryingSince: time('trying_since'),
    deliveredAt: time('delivered_at'),
  },
  (table) => [
    unique('notifications_sequence').on(table.checkoutId, table.receiverId, table.sequence),
    index('notifications_newest').on(table.happenedAt, table.sequence, table.id),
    index('notifications_pending')
      .on(table.checkoutId, table.receiverId, table.sequence)
      .where(sql`${table.state} = 'pending'`),
  ],
);

/**
 * The checkouts whose notifications wait for a receiver. A row is written in the database transaction of a notification, and dropped when none is
 * pending; see `notification-queues.ts`.
 */
export const notificationQueues = pgTable(
  'notification_queues',
  {
    checkoutId: text('checkout_id')
      .notNull()
      .references(() => checkouts.id),
    receiverId: text('receiver_id').notNull(),
    /** When a sender may take it: after a pause, or when the hold of another sender ends. */
    dueAt: time('due_at').notNull().defaultNow(),
    /** The hold of the sender that has it; null while none has. */
    holder: text('holder'),
    /** Counts the notifications written and resent, so that a sender which saw fewer does not drop the row. */
    changes: integer('changes').notNull().default(1),
    /** True where one was resent by hand since a sender took it: the pause after a failed attempt is left out once. */
    atOnce: boolean('at_once').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.checkoutId, table.receiverId] }), index('notification_queues_due').on(table.dueAt)],
);
