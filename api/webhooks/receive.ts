import type { Hono } from 'hono';
import type { CheckoutRow } from '../../activities/ledger/attempts.ts';
import { markEvents } from '../../activities/ledger/waiting-events.ts';
import { findCheckout } from '../../activities/ledger/reads.ts';
import { findEventCheckout, messageOf, storeEvent, type IncomingEvent } from '../../activities/ledger/inbox.ts';
import { verifySignature } from '../../activities/apruve/signature.ts';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import type { OrphanInput } from '../../workflows/contract/orphan.ts';
import { isApruveEvent, lookFor } from '../../workflows/rules/events.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { channelOfToken, type Channel } from '../channels.ts';
import type { Deps } from '../deps.ts';
import type { AppEnv } from '../http/app-env.ts';
import { limitBody, WEBHOOK_BODY_BYTES } from '../http/body.ts';
import { Problem } from '../http/problem.ts';
import { readEnvelope } from './envelope.ts';

/** How an event was dealt with; null: it waits for its order or invoice to become known. */
type Outcome = 'orphan' | 'signaled' | 'no-news' | 'late' | 'unknown-event' | null;

/**
 * Apruve's webhooks. Token, signature and form are checked on the bytes as they came; then the event is stored before
 * anything else, so that whatever fails later is made good by Apruve's next try or by the sweep of the inbox.
 */
export function registerWebhooks(app: Hono<AppEnv>, deps: Deps): void {
  app.post('/webhooks/apruve/:token', limitBody(WEBHOOK_BODY_BYTES), async (c) => {
    const channel = await channelOfToken(deps.channels, c.req.param('token'));
    if (channel === null) throw new Problem('not-found', 'There is no webhook address like this.');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (!isSigned(channel, bytes, c.req.header('x-apruve-signature'))) {
      throw new Problem('bad-signature', 'X-Apruve-Signature is not the signature of this body by the key of this environment.');
    }
    const event = readEnvelope(bytes, channel.id);
    if (event === null) throw new Problem('not-json', 'The body is not a JSON object with uuid, event and entity.');
    const { uuid } = event;
    const { outcome, checkoutId } = await receive(deps, event);
    c.get('log').info({ uuid, event: event.event, outcome, checkout_id: checkoutId }, 'webhook');
    return c.json({ uuid, outcome }, 200);
  });
}

const isSigned = ({ webhookKeys }: Channel, bytes: Uint8Array, signature: string | undefined): boolean =>
  signature !== undefined && webhookKeys.some((key) => verifySignature(key, bytes, signature));

/** Stores a verified event and passes it on once; a copy of one that has an outcome is only counted. */
async function receive(deps: Deps, event: IncomingEvent): Promise<{ outcome: string | null; checkoutId: string | null }> {
  const stored = await storeEvent(deps.db, event);
  if (stored.outcome !== null) return { outcome: stored.outcome, checkoutId: stored.checkoutId };
  const checkout = isApruveEvent(event.event) ? await findEventCheckout(deps.db, event) : null;
  const outcome = await dealWith(deps, event, checkout);
  const checkoutId = checkout?.id ?? null;
  if (outcome !== null) await markEvents(deps.db, checkoutId, [event.uuid], outcome);
  return { outcome, checkoutId };
}

async function dealWith(deps: Deps, event: IncomingEvent, checkout: CheckoutRow | null): Promise<Outcome> {
  if (!isApruveEvent(event.event)) return 'unknown-event';
  if (checkout === null) return namesSomething(event) ? null : 'no-news';
  const orphan = orphanOf(event, checkout);
  if (orphan !== null) {
    await deps.process.release(orphan);
    return 'orphan';
  }
  if (isFinal(checkout.status)) return 'late';
  const message = messageOf(event);
  if (!isNews(checkout, message)) return 'no-news';
  if ((await deps.process.tell(checkout.id, message)) === 'signaled') return 'signaled';
  const now = await findCheckout(deps.db, checkout.id);
  return now !== null && isFinal(now.status) ? 'late' : null;
}

/** An accepted order with our number that its checkout does not have: whether it holds credit for nothing is looked at. */
function orphanOf({ event, apruveOrderId }: IncomingEvent, { channel, input, status, facts }: CheckoutRow): OrphanInput | null {
  const accepted = event === 'order.accepted' || event === 'payment_term.accepted';
  const adopted = facts?.order?.id ?? null;
  if (!accepted || apruveOrderId === null || apruveOrderId === adopted) return null;
  if (adopted === null && !isFinal(status)) return null;
  return { channel, orderId: apruveOrderId, unknownOutcomeWaitMs: input.policy.unknownOutcomeWaitMs };
}

/** Events of accounts, teams and credit concern no checkout. */
const namesSomething = ({ apruveOrderId, apruveInvoiceId, merchantOrderId }: IncomingEvent): boolean =>
  apruveOrderId !== null || apruveInvoiceId !== null || merchantOrderId !== null;

/** False where the process knows already, or where the event is about another order than the one adopted. */
function isNews({ facts }: CheckoutRow, message: ApruveEvent): boolean {
  if (facts === null) return true;
  const adopted = facts.order?.id;
  if (adopted !== undefined && message.orderId !== undefined && message.orderId !== adopted) return false;
  return lookFor(facts, message) !== 'nothing';
}
