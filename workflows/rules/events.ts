import type { Facts, Status } from '../contract/checkout.ts';
import type { ApruveEvent } from '../contract/messages.ts';
import { shipmentNews } from './shipment-news.ts';
import { isFinal } from './status.ts';

/** What an Apruve event can mean for a checkout: look again at the order, at an invoice, or nothing new. */
export type Look = 'order' | 'invoice' | 'nothing';

/** The twelve webhook events of Apruve's API v4; half of the names are inferred from its documentation. */
const APRUVE_EVENTS = [
  'invoice.closed',
  'invoice.funded',
  'invoice.canceled',
  'order.accepted',
  'order.canceled',
  'payment_term.accepted',
  'shipment.created',
  'shipment.updated',
  'corporate_account.approved',
  'team_member.added',
  'team_member.removed',
  'credit_available.updated',
] as const;

/** Reconciliation asks for another try of what waits for a person after the end of a checkout. */
export const RETRY_EVENT = 'reconcile.retry';

/** Narrows an event name to one that Apruve is known to send. */
export const isApruveEvent = (name: string): boolean => APRUVE_EVENTS.some((known) => known === name);

/**
 * Where to look because of an event. An event is only a hint; Apruve's API is authoritative. `nothing` when the facts already say
 * what the event says: an echo of our own step, a copy, or a late one.
 */
export function lookFor(facts: Facts, event: About): Look {
  switch (event.event) {
    case 'order.accepted':
    case 'payment_term.accepted':
      return facts.order === null || facts.order.acceptedAt === null ? 'order' : 'nothing';
    case 'order.canceled':
      return facts.order?.status === 'canceled' ? 'nothing' : 'order';
    case 'reconcile.order':
      return 'order';
    case 'reconcile.invoice':
    case 'invoice.returned':
      return 'invoice';
    case 'invoice.closed':
    case 'invoice.funded':
    case 'invoice.canceled':
      return isKnown(facts, event) ? 'nothing' : 'invoice';
    case 'shipment.created':
      return invoiceIdOf(facts, event) === undefined || holdsShipment(facts, event) ? 'nothing' : 'invoice';
    case 'shipment.updated':
      return invoiceIdOf(facts, event) === undefined || isShipmentKnown(facts, event) ? 'nothing' : 'invoice';
    default:
      return 'nothing';
  }
}

type About = Pick<ApruveEvent, 'event' | 'invoiceId' | 'shipment'>;

/** The invoice that an event is about; it may name a shipment alone. */
export const invoiceIdOf = ({ invoices }: Facts, { invoiceId, shipment }: About): string | undefined =>
  invoiceId ?? invoices.find(({ shipments }) => shipments.some(({ id }) => id === shipment?.id))?.id;

/** True of the creation of a shipment that is known, however it was then: what has changed since has an event of its own. */
const holdsShipment = ({ invoices }: Facts, { shipment }: About): boolean =>
  invoices.some(({ shipments }) => shipments.some(({ id }) => id === shipment?.id));

function isShipmentKnown(facts: Facts, event: About): boolean {
  const invoice = facts.invoices.find(({ id }) => id === invoiceIdOf(facts, event));
  return invoice !== undefined && event.shipment !== undefined && shipmentNews(facts, invoice, [event.shipment]).length === 0;
}

/**
 * True for an event about an order that its checkout has not adopted and will not adopt, because it has another one or has ended: the
 * order may be an orphan.
 */
export function isOfAnother(
  { status, facts }: { status: Status; facts: Facts | null },
  { event, orderId }: { event: string; orderId?: string | undefined },
): boolean {
  const isAbout = event === 'order.accepted' || event === 'payment_term.accepted' || event === 'order.canceled';
  const adopted = facts?.order?.id;
  return isAbout && orderId !== undefined && orderId !== adopted && (adopted !== undefined || isFinal(status));
}

/**
 * True of an event that calls for a look at the invoice that it names after the end of its checkout. Nothing else is listened to then:
 * an order has nothing more to tell.
 */
export function isNewsAfterEnd(facts: Facts, event: About & Pick<ApruveEvent, 'orderId'>): boolean {
  const isOwn = event.orderId === undefined || event.orderId === facts.order?.id;
  return isOwn && invoiceIdOf(facts, event) !== undefined && lookFor(facts, event) === 'invoice';
}

function isKnown(facts: Facts, { event, invoiceId }: About): boolean {
  const invoice = facts.invoices.find(({ id }) => id === invoiceId);
  if (invoice === undefined) return false;
  if (event === 'invoice.funded') return invoice.fundedAt !== null;
  return event === 'invoice.closed' ? invoice.status === 'closed' : invoice.status === 'canceled';
}

const AGAIN = '#again-';

/** The event with a new uuid, because a process handles each uuid once. `nonce` distinguishes redeliveries. */
export const redelivered = (event: ApruveEvent, nonce: string): ApruveEvent => ({
  ...event,
  uuid: `${event.uuid}${AGAIN}${nonce}`,
});

/** The uuid that Apruve gave an event. */
export const originalUuid = (uuid: string): string => uuid.split(AGAIN)[0] ?? uuid;
