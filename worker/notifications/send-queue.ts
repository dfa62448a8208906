import type { ActivityDeps, Receiver } from '../../activities/deps.ts';
import { clearAttention, raiseAttention } from '../../activities/ledger/attention-after-end.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import { dropQueue, releaseQueue, type HeldQueue } from '../../activities/ledger/notification-queues.ts';
import { recordDelivery } from '../../activities/ledger/deliveries.ts';
import { hasUndelivered, pendingNotifications, type NotificationRow } from '../../activities/ledger/outbox.ts';
import { undelivered } from '../../workflows/rules/attention.ts';
import { deliver, noReceiver } from '../../activities/notifications/deliver.ts';
import { pauseAfter, stateAfter } from './retries.ts';

/** What sending needs of the process around it. */
export type SenderDeps = Pick<ActivityDeps, 'db' | 'clock' | 'channel'> & {
  workflows: Pick<ActivityDeps['workflows'], 'signalReceiver'>;
  /** Hears of each try, by the state of the notification after it. */
  observeTry?: (state: NotificationRow['state']) => void;
};

/** So many are read at once. */
const BATCH = 10;

/**
 * Sends the pending notifications of a queue that is held, each after the one before it was accepted. One that is not
 * accepted ends it, and the queue is taken again after a pause. After the receiver's `retryForMs` it fails, raises attention, and
 * the next one is sent. True where the queue is due again at once. Rejects where the ledger or Temporal fails, or where `stopping`
 * ends a try, because the process stops or another sender has the queue.
 */
export async function sendQueue(deps: SenderDeps, queue: HeldQueue, stopping: AbortSignal): Promise<boolean> {
  const { db } = deps;
  for (;;) {
    const pending = await pendingNotifications(db, queue, BATCH);
    const last = pending.length < BATCH ? pending.at(-1) : undefined;
    for (const row of pending) {
      const after = await sendOne(deps, row, row === last ? queue : null, stopping);
      if (after === 'dropped') return false;
      if (after !== 'sent') return giveBack(db, queue, after);
    }
    if (pending.length < BATCH) return !(await dropQueue(db, queue)) && giveBack(db, queue, 0);
  }
}

async function giveBack(db: Ledger, queue: HeldQueue, pauseMs: number): Promise<boolean> {
  await releaseQueue(db, queue, pauseMs);
  return pauseMs === 0;
}

/**
 * Answers the pause after a try that was not accepted, in ms: none where it was resent meanwhile, so that it comes first again. `sent`
 * where the next notification may be sent; `dropped` where it was the last one, and `queue` went with it.
 */
async function sendOne(
  deps: SenderDeps,
  row: NotificationRow,
  queue: HeldQueue | null,
  stopping: AbortSignal,
): Promise<number | 'sent' | 'dropped'> {
  const { db, clock } = deps;
  const { receivers } = await deps.channel(row.channel);
  const receiver = receivers.find(({ id, enabled }) => enabled && id === row.receiverId);
  const tried = receiver === undefined ? noReceiver(clock()) : await deliver(receiver, row, clock(), stopping);
  const { retryAfter, ...attempt } = tried;
  const state = stateAfter(tried, row, receiver?.retryForMs ?? 0);
  // Attention is raised before the attempt is recorded, so a crash in between repeats both. Nobody misses what a receiver that was
  // disabled or deleted is not told.
  if (state === 'failed' && receiver !== undefined) await raiseUndelivered(deps, row, receiver);
  if (state === 'delivered' && row.attempts.length > 0) await clearUndelivered(deps, row.checkoutId);
  deps.observeTry?.(state);
  const recorded = await recordDelivery(db, row, state, attempt, state === 'pending' ? null : queue);
  if (recorded === 'resent') return 0;
  if (state === 'pending') return pauseAfter(row, retryAfter);
  return recorded === 'recorded-and-dropped' ? 'dropped' : 'sent';
}

/** Signals a running checkout, which raises the attention itself; after its end the attention is written here. */
async function raiseUndelivered(
  { db, clock, workflows }: SenderDeps,
  { checkoutId, sequence, type }: NotificationRow,
  { id, url }: Receiver,
): Promise<void> {
  // Its host alone: the rest of an address may be a secret, and shops read attentions.
  const news = { sequence, type, receiver: { id, host: new URL(url).host } };
  const isSignaled = await workflows.signalReceiver(checkoutId, { reachable: false, ...news });
  if (!isSignaled) await raiseAttention(db, checkoutId, undelivered(news), clock());
}

/** Clears the attention when every notification of the checkout is delivered. */
async function clearUndelivered({ db, workflows }: SenderDeps, checkoutId: string): Promise<void> {
  if (await hasUndelivered(db, checkoutId)) return;
  const isSignaled = await workflows.signalReceiver(checkoutId, { reachable: true });
  if (!isSignaled) await clearAttention(db, checkoutId, { code: 'notification-failed' });
}
