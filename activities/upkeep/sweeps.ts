import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import { isNewsAfterEnd, isOfAnother, lookFor } from '../../workflows/rules/events.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { requests } from '../apruve/requests.ts';
import { removeEndedAddresses } from './webhook-addresses.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import type { CheckoutRow } from '../ledger/checkouts.ts';
import { findEventCheckout } from '../ledger/event-matching.ts';
import { messageOf, nameOrder, staleEvents, type InboxRow, markEvents } from '../ledger/inbox.ts';

/** Rows per sweep. */
const SWEEP = 500;
const EVENT_AGE_MS = 60_000;
const FOREIGN_AFTER_MS = 86_400_000;

const before = (time: Date, ms: number): Date => new Date(time.getTime() - ms);

/** Signals events that have had no outcome for a while; answers how many got one. Removes ended webhook addresses at Apruve. */
export async function sweepInbox(deps: ActivityDeps): Promise<number> {
  const { db, clock } = deps;
  const now = clock();
  const waiting = await staleEvents(db, before(now, EVENT_AGE_MS), SWEEP);
  let settled = 0;
  for (const event of waiting) {
    const checkout = await findEventCheckout(db, event);
    const outcome = checkout === null ? await passOnUnknown(deps, event, now) : await signalWaiting(deps, checkout, event);
    if (outcome === null) continue;
    await markEvents(db, event.channel, [event.uuid], { checkoutId: checkout?.id ?? null, outcome });
    settled += 1;
  }
  await removeEndedAddresses(deps);
  return settled;
}

/**
 * An event that no checkout has matched within a day belongs to another program. Nothing is lost, because an order that is adopted
 * later is read at Apruve whatever the inbox says. `payment_term.accepted` has no order number: its order is read, which tells whose
 * it is, and the event gets its outcome then. One that names an invoice alone is matched by the order of the invoice.
 */
async function passOnUnknown(deps: ActivityDeps, event: InboxRow, now: Date): Promise<string | null> {
  const { channel, apruveOrderId, apruveInvoiceId } = event;
  if (apruveOrderId === null && apruveInvoiceId !== null) return passOnByInvoice(deps, event, apruveInvoiceId);
  if (event.event !== 'payment_term.accepted' || apruveOrderId === null) return foreignAfterADay(event, now);
  await deps.workflows.releaseOrder({ channel, orderId: apruveOrderId });
  return null;
}

/** Asks Apruve, once, whose an invoice is that we do not hold, and keeps the answer on the event. */
async function passOnByInvoice(deps: ActivityDeps, event: InboxRow, invoiceId: string): Promise<string | null> {
  const apruveOrderId = await orderOf(deps, event.channel, invoiceId);
  if (typeof apruveOrderId !== 'string') return apruveOrderId === null ? null : 'not-ours';
  const named = { ...event, apruveOrderId };
  await nameOrder(deps.db, event, apruveOrderId);
  const checkout = await findEventCheckout(deps.db, named);
  return checkout === null ? null : signalWaiting(deps, checkout, named);
}

/** The order of an invoice; undefined where Apruve knows none by that id, null where it cannot be asked now. */
async function orderOf({ channel }: ActivityDeps, channelId: string, invoiceId: string): Promise<string | null | undefined> {
  const found = await channel(channelId).catch(() => null);
  if (found === null) return null;
  try {
    return (await found.apruve.send(requests.getInvoice(invoiceId))).data.order_id ?? undefined;
  } catch (error) {
    if (!(error instanceof ApruveError)) throw error;
    return error.kind === 'not-found' ? undefined : null;
  }
}

const foreignAfterADay = ({ receivedAt }: InboxRow, now: Date): string | null =>
  receivedAt < before(now, FOREIGN_AFTER_MS) ? 'not-ours' : null;

async function signalWaiting(deps: ActivityDeps, checkout: CheckoutRow, event: InboxRow): Promise<string | null> {
  const { id, status, facts, channel } = checkout;
  const message = messageOf(event);
  if (isOfAnother({ status, facts }, message)) {
    await deps.workflows.releaseOrder({ channel, orderId: message.orderId ?? '' });
    return null;
  }
  if (isFinal(status)) return passOnAfterEnd(deps, checkout, message);
  if (facts !== null && lookFor(facts, message) === 'nothing') return 'no-news';
  return (await deps.workflows.signalEvent(id, message)) ? 'signaled' : null;
}

/** The process after the end writes the outcome of an event that calls for a look. */
async function passOnAfterEnd({ workflows }: ActivityDeps, checkout: CheckoutRow, message: ApruveEvent): Promise<'late' | null> {
  if (checkout.facts === null || !isNewsAfterEnd(checkout.facts, message)) return 'late';
  await workflows.signalAfterEnd(checkout, message);
  return null;
}
