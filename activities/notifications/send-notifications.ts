import { ApplicationFailure, Context } from '@temporalio/activity';
import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import { describeCause, HTTP_TIMEOUT_MS, retryAfterMs } from '../apruve/http.ts';
import type { ActivityDeps, Receiver } from '../deps.ts';
import { clearAttention, raiseAttention } from '../ledger/attention-after-end.ts';
import { hasUndelivered, nextNotification, recordDelivery, type NotificationRow } from '../ledger/outbox.ts';
import type { DeliveryAttempt } from '../ledger/json-columns.ts';
import { undelivered } from '../../workflows/rules/attention.ts';

const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Sends a checkout's outbox in order, each notification after the one before it was accepted. One that is not accepted throws, so
 * Temporal retries it. After the receiver's `retryForMs` it fails, raises attention, and the next one is sent. Returns `more` to
 * be called again: with fresh retry pauses, or on another worker when this one stops. Attention is raised before the attempt is
 * recorded, so a crash in between repeats both.
 */
export async function sendNotifications(deps: ActivityDeps, checkoutId: string): Promise<'empty' | 'more'> {
  for (;;) {
    Context.current().heartbeat();
    if (Context.current().cancellationSignal.aborted) return 'more';
    const next = await nextNotification(deps.db, checkoutId);
    if (next === null) return 'empty';
    const { receiver } = await deps.channel(next.channel);
    const { retryAfter, ...attempt } = receiver === null ? noReceiver(deps.clock()) : await deliver(receiver, next, deps.clock());
    const state = stateAfter(attempt, next, receiver?.retryForMs ?? 0);
    if (state === 'failed') await raiseUndelivered(deps, next);
    if (state === 'delivered' && next.attempts.length > 0) await clearUndelivered(deps, checkoutId);
    const isRecorded = await recordDelivery(deps.db, next, state, attempt);
    if (isRecorded && state === 'pending') throw retryLater(attempt, retryAfter);
    if (!isRecorded || state === 'failed' || Context.current().info.attempt > 1) return 'more';
  }
}

interface Delivery extends DeliveryAttempt {
  retryAfter: number | null;
}

const noReceiver = (now: Date): Delivery => ({
  at: now.toISOString(),
  status: null,
  error: 'The channel has no notification URL any more.',
  retryAfter: null,
});

/** One POST in the format of Standard Webhooks. Only a 2xx within the time-out counts as accepted; redirects are not followed. */
async function deliver({ url, secret, dispatcher }: Receiver, row: NotificationRow, now: Date): Promise<Delivery> {
  const at = now.toISOString();
  const body = notificationBody(row);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'apruve-checkout',
    'webhook-id': row.id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(row.id, now, body),
  };
  try {
    const signal = AbortSignal.timeout(HTTP_TIMEOUT_MS);
    const answer = await request(url, { method: 'POST', headers, body, dispatcher, signal });
    await answer.body.dump();
    const status = answer.statusCode;
    const header = answer.headers['retry-after'];
    const taken = status >= 200 && status < 300;
    return { at, status, error: taken ? null : `answered ${status}`, retryAfter: retryAfterMs([header].flat()[0], now) };
  } catch (cause) {
    return { at, status: null, error: describeCause(cause), retryAfter: null };
  }
}

/** The body that the shop receives: the type says what happened, `data` is the checkout as it was then. */
function notificationBody({ type, happenedAt, sequence, apruveInvoiceId, data }: NotificationRow): string {
  const invoice = apruveInvoiceId === null ? {} : { invoice_id: apruveInvoiceId };
  return JSON.stringify({ type, timestamp: happenedAt.toISOString(), sequence, ...invoice, data });
}

function stateAfter({ at, error }: DeliveryAttempt, row: NotificationRow, retryForMs: number): NotificationRow['state'] {
  if (error === null) return 'delivered';
  const since = row.tryingSince?.getTime() ?? Date.parse(at);
  return Date.parse(at) - since >= retryForMs ? 'failed' : 'pending';
}

function retryLater({ error }: DeliveryAttempt, retryAfter: number | null): ApplicationFailure {
  const nextRetryDelay = retryAfter === null ? undefined : Math.min(retryAfter, MAX_RETRY_AFTER_MS);
  const message = `The receiver did not accept the notification: ${error}`;
  return ApplicationFailure.create({
    message,
    type: 'notification-failed',
    ...(nextRetryDelay !== undefined && { nextRetryDelay }),
  });
}

/** Signals a running checkout, which raises the attention itself; after its end the attention is written here. */
async function raiseUndelivered(
  { db, clock, workflows }: ActivityDeps,
  { checkoutId, sequence, type }: NotificationRow,
): Promise<void> {
  const isSignaled = await workflows.signalReceiver(checkoutId, { reachable: false, sequence, type });
  if (!isSignaled) await raiseAttention(db, checkoutId, undelivered(sequence, type), clock());
}

/** Clears the attention when every notification of the checkout is delivered. */
async function clearUndelivered({ db, workflows }: ActivityDeps, checkoutId: string): Promise<void> {
  if (await hasUndelivered(db, checkoutId)) return;
  const isSignaled = await workflows.signalReceiver(checkoutId, { reachable: true });
  if (!isSignaled) await clearAttention(db, checkoutId, { code: 'notification-failed' });
}
