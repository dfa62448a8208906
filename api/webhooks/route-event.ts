import { randomBytes } from 'node:crypto';
import { findCheckout, type CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { findEventCheckout } from '../../activities/ledger/event-matching.ts';
import {
  markEvents,
  messageOf,
  reopenEvent,
  shipmentIn,
  storeEvent,
  type EventKey,
  type IncomingEvent,
} from '../../activities/ledger/inbox.ts';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import { invoiceIdOf, isApruveEvent, isNewsAfterEnd, isOfAnother, lookFor, redelivered } from '../../workflows/rules/events.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { Deps } from '../deps.ts';
import { findReleased } from '../../activities/ledger/orphan-rows.ts';
import { isShipping } from '../../activities/ledger/transactions.ts';

/** How an event was handled. Null: it waits until its order or invoice is known, or an order that may be an orphan is judged. */
type Outcome = 'signaled' | 'no-news' | 'late' | 'unknown-event' | null;

/** The outcome of an event, and the checkout that it is about. */
export interface Received {
  outcome: string | null;
  checkoutId: string | null;
}

/**
 * Stores a verified event and passes it on. A copy of one that already has an outcome is only counted. Its checkout is looked for before:
 * facts only move forward, so what is no news then stays none, and is stored with that outcome. What is not known to be of a checkout is
 * looked for again once it is stored, because a step may have made it known meanwhile.
 */
export async function receive(deps: Deps, event: IncomingEvent): Promise<Received> {
  const message = messageOf(event);
  const found = isApruveEvent(event.event) ? await findEventCheckout(deps.db, event) : null;
  const own = found !== null && isOwn(found, message) ? found : null;
  const isOld = own !== null && !isFinal(own.status) && !isNews(own, message);
  const stored = await storeEvent(deps.db, event, isOld ? { outcome: 'no-news', checkoutId: own.id } : null);
  if (stored.outcome !== null) return { outcome: stored.outcome, checkoutId: stored.checkoutId };
  return own === null ? passOn(deps, event, message) : settle(deps, event, message, own);
}

/** True of an event about the order that a checkout has adopted: it names that, or no order and one of its invoices. */
function isOwn({ facts, apruveOrderId }: CheckoutRow, message: ApruveEvent): boolean {
  if (message.orderId !== undefined) return message.orderId === apruveOrderId;
  return facts?.invoices.some(({ id }) => id === invoiceIdOf(facts, message)) ?? false;
}

/**
 * Passes a stored event on as if it came for the first time. The outcomes `applied` and `released` stand, whatever the event says
 * now. Null: there is no such event.
 */
export async function redeliver(deps: Deps, key: EventKey): Promise<Received | null> {
  const event = await reopenEvent(deps.db, key);
  if (event === null) return null;
  const received = await passOn(deps, event, redelivered(messageOf(event), randomBytes(8).toString('hex')));
  return event.outcome === null ? received : { outcome: event.outcome, checkoutId: event.checkoutId };
}

async function passOn(deps: Deps, event: IncomingEvent, message: ApruveEvent): Promise<Received> {
  const checkout = isApruveEvent(event.event) ? await findEventCheckout(deps.db, event) : null;
  const isForeign = namesSomething(event) && (checkout?.apruveOrderId ?? null) !== event.apruveOrderId;
  const releasedFor = isForeign ? await findReleased(deps.db, event.channel, event) : null;
  if (releasedFor === null) return settle(deps, event, message, checkout);
  await markEvents(deps.db, event.channel, [event.uuid], { checkoutId: releasedFor, outcome: 'released' });
  return { outcome: 'released', checkoutId: releasedFor };
}

/** Handles an event about this checkout, or about none, and keeps how. */
async function settle(deps: Deps, event: IncomingEvent, message: ApruveEvent, checkout: CheckoutRow | null): Promise<Received> {
  const outcome = await routeEvent(deps, event, message, checkout);
  const checkoutId = checkout?.id ?? null;
  if (outcome !== null) await markEvents(deps.db, event.channel, [event.uuid], { checkoutId, outcome });
  return { outcome, checkoutId };
}

async function routeEvent(
  deps: Deps,
  event: IncomingEvent,
  message: ApruveEvent,
  checkout: CheckoutRow | null,
): Promise<Outcome> {
  if (!isApruveEvent(event.event)) return 'unknown-event';
  if (checkout === null) return namesSomething(event) ? null : 'no-news';
  if (isOfAnother(checkout, message)) {
    await deps.workflows.releaseOrder({ channel: event.channel, orderId: message.orderId ?? '' });
    return null;
  }
  if (isFinal(checkout.status)) return afterEnd(deps, checkout, message);
  if (!isNews(checkout, message)) return 'no-news';
  if (await mayBeEcho(deps, checkout, message)) return null;
  if (await deps.workflows.signalEvent(checkout.id, message)) return 'signaled';
  const now = await findCheckout(deps.db, checkout.id);
  return now !== null && isFinal(now.status) ? afterEnd(deps, now, message) : null;
}

/** What may be news of an invoice is looked at by the process after the end, which writes the outcome; everything else comes too late. */
async function afterEnd({ workflows }: Deps, checkout: CheckoutRow, message: ApruveEvent): Promise<'late' | null> {
  if (checkout.facts === null || !isNewsAfterEnd(checkout.facts, message)) return 'late';
  await workflows.signalAfterEnd(checkout, message);
  return null;
}

/** False for events about accounts, teams and credit, which concern no checkout. */
const namesSomething = (event: IncomingEvent): boolean =>
  [event.apruveOrderId, event.apruveInvoiceId, event.merchantOrderId, shipmentIn(event)].some((named) => named !== null);

/** False when the process knows it already, or when the event is about another order than the adopted one. */
function isNews({ facts }: CheckoutRow, message: ApruveEvent): boolean {
  if (facts === null) return true;
  const adopted = facts.order?.id;
  if (adopted !== undefined && message.orderId !== undefined && message.orderId !== adopted) return false;
  return lookFor(facts, message) !== 'nothing';
}

/** The shipment of a step of ours that waits for its answer: the step settles its events once it knows the shipment, else the sweep does. */
async function mayBeEcho({ db }: Deps, { id, facts }: CheckoutRow, message: ApruveEvent): Promise<boolean> {
  const invoiceId = message.shipment && facts !== null ? invoiceIdOf(facts, message) : undefined;
  return invoiceId !== undefined && isShipping(db, id, invoiceId);
}
