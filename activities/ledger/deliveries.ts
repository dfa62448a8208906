import { and, eq, exists, isNull, sql } from 'drizzle-orm';
import { announce } from './changes/announcing.ts';
import type { Ledger } from './database.ts';
import type { DeliveryAttempt } from './json-columns.ts';
import { isUnchanged, type HeldQueue } from './notification-queues.ts';
import type { NotificationRow } from './outbox.ts';
import { notificationQueues, notifications } from './schema/index.ts';

/** What became of a try: `resent` where the notification was requeued meanwhile, so that it must be sent once more. */
export type Recorded = 'recorded' | 'recorded-and-dropped' | 'resent';

/**
 * Records an attempt to deliver, and the state after it, which a resend meanwhile leaves as it is. `last`: the queue of which it was the last
 * notification. That is dropped with it, in one statement, and stays where more was written since it was taken.
 */
export async function recordDelivery(
  db: Ledger,
  row: Pick<NotificationRow, 'id' | 'tryingSince' | 'channel' | 'checkoutId'>,
  state: NotificationRow['state'],
  attempt: DeliveryAttempt,
  last: HeldQueue | null = null,
): Promise<Recorded> {
  const recorded = await record(db, row, state, attempt, last);
  announce(db, row);
  return recorded;
}

async function record(
  db: Ledger,
  { id, tryingSince }: Pick<NotificationRow, 'id' | 'tryingSince'>,
  state: NotificationRow['state'],
  attempt: DeliveryAttempt,
  last: HeldQueue | null,
): Promise<Recorded> {
  const at = new Date(attempt.at);
  const attempts = sql`${notifications.attempts} || ${JSON.stringify([attempt])}::jsonb`;
  const set = { state, attempts, tryingSince: tryingSince ?? at, deliveredAt: state === 'delivered' ? at : null };
  const asRead = tryingSince === null ? isNull(notifications.tryingSince) : eq(notifications.tryingSince, tryingSince);
  const update = db
    .update(notifications)
    .set(set)
    .where(and(eq(notifications.id, id), asRead))
    .returning({ id: notifications.id });
  if (last === null) {
    if ((await update).length > 0) return 'recorded';
  } else {
    const recorded = db.$with('recorded').as(update);
    const drop = db.delete(notificationQueues).where(and(isUnchanged(last), exists(db.select().from(recorded))));
    const dropped = db.$with('dropped').as(drop.returning({ checkoutId: notificationQueues.checkoutId }));
    const isDropped = sql<boolean>`exists (select from ${dropped})`;
    const [done] = await db.with(recorded, dropped).select({ isDropped }).from(recorded);
    if (done !== undefined) return done.isDropped ? 'recorded-and-dropped' : 'recorded';
  }
  await db.update(notifications).set({ attempts }).where(eq(notifications.id, id));
  return 'resent';
}
