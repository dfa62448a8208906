import { and, asc, desc, eq, or, sql, type InferSelectModel, type SQL } from 'drizzle-orm';
import { ENVIRONMENT_RECEIVER } from '../../workflows/contract/channel.ts';
import type { NewNotification, NotificationType } from '../../workflows/rules/notifications.ts';
import { announce } from './changes/announcing.ts';
import type { CheckoutState } from './checkouts.ts';
import type { Ledger, Transaction } from './database.ts';
import { insertFrom, ONCE, runTogether } from './insert-from.ts';
import { queueResent, queueWritten, type Queue } from './notification-queues.ts';
import { pageOf, type Page } from './page.ts';
import { ofChannels } from './schema/columns.ts';
import { checkouts, notifications, receivers } from './schema/index.ts';
import { listTransactions } from './transactions.ts';
import { checkoutView } from './views/checkout-view.ts';
import { shownRows } from './views/shown-rows.ts';

export type NotificationRow = InferSelectModel<typeof notifications>;

/** Who is told of a channel's checkouts. */
export interface Audience {
  /** `types` null: a receiver of all. */
  receivers: readonly { id: string; types: readonly NotificationType[] | null; enabled: boolean }[];
}

/** The notifications that one change calls for. */
export interface NotificationBatch {
  notifications: readonly NewNotification[];
  audience: Audience;
}

/**
 * Puts notifications into the outbox, for each receiver that takes their type, with its next numbers of the checkout. Each shows the checkout as this database transaction
 * has it at that moment. The transaction must have locked the checkout's row.
 */
export async function writeNotifications(tx: Transaction, checkoutId: string, at: Date, batch: NotificationBatch): Promise<void> {
  if (addressed(batch).length === 0) return;
  const [row] = await tx.select().from(checkouts).where(eq(checkouts.id, checkoutId));
  if (row === undefined) throw new Error(`The ledger has no row for ${checkoutId}.`);
  await runTogether(tx, notificationParts({ row, transactions: await listTransactions(tx, checkoutId) }, at, batch));
}

/**
 * The parts of a statement that put notifications into the outbox, once for each row of `from`; none where nobody is told. The transaction
 * must have locked the checkout's row, or the statement does so.
 */
export function notificationParts(
  { row, transactions }: CheckoutState,
  at: Date,
  batch: NotificationBatch,
  from: SQL = ONCE,
): SQL[] {
  const told = addressed(batch);
  if (told.length === 0) return [];
  const same = {
    checkoutId: row.id,
    channel: row.channel,
    happenedAt: at,
    data: { ...checkoutView(row, shownRows(transactions)) },
  };
  const rows = told.flatMap(({ receiverId, notifications: each }) =>
    each.map(({ type, invoiceId }, index) => ({
      ...same,
      receiverId,
      sequence: index + 1,
      type,
      apruveInvoiceId: invoiceId,
    })),
  );
  const queues = told.map(({ receiverId }) => ({ checkoutId: row.id, receiverId }));
  return [queueWritten(queues, from), insertFrom(notifications, from, { rows, computed: { id: ID, sequence: SEQUENCE } })];
}

/** The receiver's next number of the checkout, and those after it. */
const SEQUENCE = sql`"row".sequence + (select coalesce(max(earlier.sequence), 0) from notifications earlier
  where earlier.checkout_id = "row".checkout_id and earlier.receiver_id = "row".receiver_id)`;

/** `ntf_` and 128 bits of SHA-256 in hex: a receiver is told each number of a checkout once. */
const ID = sql`'ntf_' || left(encode(sha256(convert_to(
  "row".checkout_id || ' ' || "row".receiver_id || ' ' || (${SEQUENCE}), 'UTF8')), 'hex'), 32)`;

/** What each receiver is told; those that are told nothing are left out. */
const addressed = ({ notifications: all, audience }: NotificationBatch) =>
  audience.receivers
    .filter(({ enabled }) => enabled)
    .map(({ id, types }) => ({
      receiverId: id,
      notifications: types === null ? all : all.filter(({ type }) => types.includes(type)),
    }))
    .filter(({ notifications: each }) => each.length > 0);

/** The notifications of a queue that are still to be sent, in their order: up to `limit`. */
export async function pendingNotifications(
  db: Ledger,
  { checkoutId, receiverId }: Queue,
  limit: number,
): Promise<NotificationRow[]> {
  return db
    .select()
    .from(notifications)
    .where(
      and(eq(notifications.checkoutId, checkoutId), eq(notifications.receiverId, receiverId), eq(notifications.state, 'pending')),
    )
    .orderBy(asc(notifications.sequence))
    .limit(limit);
}

/**
 * Marks a notification to be sent again, at once, under the same id and number; null where there is none. A try that
 * is on its way is answered first.
 */
export async function requeueNotification(db: Ledger, id: string): Promise<NotificationRow | null> {
  const requeued = await db.transaction(async (tx) => {
    const [row] = await tx
      .update(notifications)
      .set({ state: 'pending', tryingSince: null })
      .where(eq(notifications.id, id))
      .returning();
    if (row !== undefined) await queueResent(tx, row);
    return row ?? null;
  });
  if (requeued !== null) announce(db, requeued);
  return requeued;
}

/** The notification with this id; null where there is none in one of the channels; null: in any. */
export async function findNotification(
  db: Ledger,
  id: string,
  channels: readonly string[] | null,
): Promise<NotificationRow | null> {
  const [row] = await db
    .select()
    .from(notifications)
    .where(and(eq(notifications.id, id), ofChannels(notifications.channel, channels)));
  return row ?? null;
}

/** True while a notification of the checkout has failed and was not delivered since, to a receiver that is still told. */
export async function hasUndelivered(db: Ledger, checkoutId: string): Promise<boolean> {
  const isTold = or(
    eq(notifications.receiverId, ENVIRONMENT_RECEIVER),
    sql`exists (select 1 from ${receivers} where ${receivers.id} = ${notifications.receiverId} and ${receivers.enabled})`,
  );
  const failed = and(eq(notifications.checkoutId, checkoutId), eq(notifications.state, 'failed'), isTold);
  return (await db.$count(notifications, failed)) > 0;
}

/** The filter of a list of notifications; an absent field filters nothing. */
export interface NotificationFilter {
  checkoutId?: string | undefined;
  state?: NotificationRow['state'] | undefined;
  /** Of one of these; null: of any. */
  channels?: readonly string[] | null | undefined;
}

/** One page of notifications, newest first; those of one checkout by their numbers, the highest first. */
export async function listNotifications(
  db: Ledger,
  { checkoutId, state, channels = null }: NotificationFilter,
  page: { limit: number; after?: string | undefined },
): Promise<Page<NotificationRow>> {
  const place = sql`(${notifications.happenedAt}, ${notifications.sequence}, ${notifications.id})`;
  const older = page.after && sql`${place} < (select happened_at, sequence, id from notifications where id = ${page.after})`;
  const rows = await db
    .select()
    .from(notifications)
    .where(
      and(
        checkoutId === undefined ? undefined : eq(notifications.checkoutId, checkoutId),
        state && eq(notifications.state, state),
        ofChannels(notifications.channel, channels),
        older || undefined,
      ),
    )
    .orderBy(desc(notifications.happenedAt), desc(notifications.sequence), desc(notifications.id))
    .limit(page.limit + 1);
  return pageOf(rows, page.limit, ({ id }) => id);
}
