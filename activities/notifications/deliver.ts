import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import { describeCause, HTTP_TIMEOUT_MS, retryAfterMs } from '../apruve/http.ts';
import type { Receiver } from '../deps.ts';
import type { DeliveryAttempt } from '../ledger/json-columns.ts';
import type { NotificationRow } from '../ledger/outbox.ts';

/** One try, as the outbox records it, with what the receiver asks for. */
export interface Delivery extends DeliveryAttempt {
  /** The pause that the receiver asks for, in ms. */
  retryAfter: number | null;
}

/** The try of a notification whose receiver is told nothing any more. */
export const noReceiver = (now: Date): Delivery => ({
  at: now.toISOString(),
  status: null,
  error: 'The receiver was disabled or deleted.',
  retryAfter: null,
});

/** A message to a receiver: a notification, or a test of the receiver itself. */
export type Message = Pick<NotificationRow, 'id' | 'happenedAt' | 'sequence' | 'apruveInvoiceId' | 'data'> & { type: string };

/**
 * One POST in the format of Standard Webhooks. Only a 2xx within the time-out counts as accepted; redirects are not followed. Rejects
 * only where `stopping` ends it; whether it was accepted is not known then.
 */
export async function deliver(receiver: Receiver, row: Message, now: Date, stopping: AbortSignal): Promise<Delivery> {
  const { url, dispatcher } = receiver;
  const at = now.toISOString();
  if (receiver.refusal !== null) return { at, status: null, error: receiver.refusal, retryAfter: null };
  const body = notificationBody(row);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'apruve-checkout',
    'webhook-id': row.id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(receiver.secret).sign(row.id, now, body),
  };
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(HTTP_TIMEOUT_MS), stopping]);
    const answer = await request(url, { method: 'POST', headers, body, dispatcher, signal });
    await answer.body.dump();
    const status = answer.statusCode;
    const header = answer.headers['retry-after'];
    const taken = status >= 200 && status < 300;
    return { at, status, error: taken ? null : `answered ${status}`, retryAfter: retryAfterMs([header].flat()[0], now) };
  } catch (cause) {
    stopping.throwIfAborted();
    return { at, status: null, error: describeCause(cause), retryAfter: null };
  }
}

/** The body that the shop receives: the type says what happened, `data` is the checkout as it was then. */
function notificationBody({ type, happenedAt, sequence, apruveInvoiceId, data }: Message): string {
  const invoice = apruveInvoiceId === null ? {} : { invoice_id: apruveInvoiceId };
  return JSON.stringify({ type, timestamp: happenedAt.toISOString(), sequence, ...invoice, data });
}
