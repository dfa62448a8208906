import * as apruve from './apruve.ts';
import { invoicedOf, isCaptured, orderAmount } from './money.ts';
import {
  amountOf,
  isLive,
  isOpen,
  latest,
  total,
  type Checkout,
  type Invoice,
  type InvoiceStatus,
  type Model,
  type Order,
  type Shipment,
} from './state.ts';

/*
 * What the process learns, and what it does because of it: an order or an invoice is looked at, and everything that the rules
 * say follows from what is seen.
 */

/** Ends the checkout where it is over by a fresh list of its order's invoices; before that, what its order still holds is released. */
export function settle(model: Model, checkout: Checkout): void {
  const { adopted, accepted } = checkout;
  if (!isOver(checkout)) return;
  if (adopted !== null && leavesOrderOpen(checkout)) seeOrder(checkout, adopted);
  lookAtAll(model, checkout);
  if (!isOver(checkout)) return;
  if (adopted !== null && !isDeclined(checkout)) release(model, checkout, adopted);
  const withoutMoney = checkout.ending ?? (accepted ? 'canceled' : 'declined');
  checkout.end = checkout.invoices.some(isCaptured) ? 'paid' : withoutMoney;
  // An issued invoice shows that the order was accepted.
  const isAwaited = checkout.seen === 'new' || checkout.seen === 'pending';
  if (isAwaited && checkout.invoices.some(({ here }) => isOpen(here) || here === 'closed'))
    Object.assign(checkout, { seen: 'accepted', accepted: true });
  checkout.attentions.clear();
  checkout.acknowledged.clear();
}

/** All of what was invoiced was returned, and nobody has shut the order: before such an end it is read as well. */
const leavesOrderOpen = (checkout: Checkout): boolean =>
  checkout.seen === 'accepted' &&
  !checkout.completed &&
  checkout.ending === null &&
  !holdsCredit(checkout) &&
  !checkout.invoices.some(isCaptured);

const isDeclined = ({ seen, accepted }: Checkout): boolean => seen === 'canceled' && !accepted;

function isOver(checkout: Checkout): boolean {
  const { accepted, seen, invoices, completed, ending, end } = checkout;
  if (end !== null) return false;
  if (isDeclined(checkout)) return !invoices.some(({ here }) => here === 'pending');
  const invoicedWhole = accepted && invoicedOf(checkout) >= orderAmount(checkout);
  const spent = completed || ending !== null || seen === 'canceled' || invoicedWhole;
  return spent && !invoices.some((invoice) => isLive(invoice) && invoice.here !== 'closed');
}

/** The list of the order's invoices: those that are new or have moved on are read, and shipped unless they are to be canceled. */
export function lookAtAll(model: Model, checkout: Checkout, ships = checkout.ending !== 'canceled'): void {
  for (const invoice of checkout.adopted?.invoices ?? []) {
    if (!isNews(checkout, invoice)) continue;
    see(model, checkout, invoice);
    if (ships) ship(invoice);
  }
}

/** The list of invoices shows something that is not known. */
export const isNews = ({ attentions }: Checkout, invoice: Invoice): boolean => {
  const { here, there, strange, amount, seenAmount, paid, seenPaid } = invoice;
  const isTold = attentions.has(unreadable(invoice));
  return (
    strange ||
    isTold ||
    (here !== 'canceled' && (here !== there || amount !== seenAmount || (here !== 'closed' && paid !== seenPaid)))
  );
};

const unreadable = ({ id }: Invoice): string => `apruve-unreadable ${id ?? ''}`;

/** Apruve holds credit that no invoice uses. */
export const holdsCredit = ({ seen, released, changedTo, cart, invoices }: Checkout): boolean =>
  seen !== 'canceled' && !released && invoicedOf({ invoices }) < (changedTo ?? amountOf(cart));

/** No credit stays held for nothing: without a live invoice the order goes, with one it is completed. */
export function release(model: Model, checkout: Checkout, order: Order): void {
  if (!holdsCredit(checkout)) return;
  const live = checkout.invoices.filter(isLive);
  const settledOnly = live.every((invoice) => invoice.here === 'closed' && !isCaptured(invoice));
  if (live.length === 0 || (checkout.ending === 'canceled' && settledOnly)) {
    apruve.cancelOrder(model, order);
    checkout.seen = 'canceled';
    checkout.changedTo = order.amount === amountOf(checkout.cart) ? null : order.amount;
  } else if (apruve.complete(order) || order.status === 'canceled') {
    checkout.completed = true;
    checkout.released = true;
  }
}

const RANK: Record<InvoiceStatus, number> = { pending: 0, open: 1, funded: 2, closed: 3, canceled: 4 };

/** The process reads an invoice: status, returns, money. */
export function lookAtInvoice(model: Model, checkout: Checkout, invoice: Invoice): void {
  if (checkout.end !== null) {
    lookAfterEnd(model, checkout, invoice);
    return;
  }
  see(model, checkout, invoice);
  if (invoice.here !== 'canceled') ship(invoice);
  if (checkout.completed || checkout.ending !== null) settleRelease(model, checkout);
  settle(model, checkout);
}

/**
 * The same after the end, which stays: what is new is shown to a person, and what the buyer must not be left with is canceled. A paid
 * checkout's invoice lives on, without a shipment.
 */
function lookAfterEnd(model: Model, checkout: Checkout, invoice: Invoice): void {
  const known = (): string => JSON.stringify([invoice.here, invoice.captured, invoice.seenAmount]);
  const before = known();
  const wasCaptured = isCaptured(invoice);
  see(model, checkout, invoice);
  if (known() === before) return;
  const told = `invoice-after-end ${invoice.called ?? invoice.id ?? ''}`;
  checkout.attentions.add(told);
  const newest = latest(model);
  if (checkout.end !== 'paid' && isCaptured(invoice) && !wasCaptured && newest !== undefined) newest.attentions.add(told);
  const isUnpaid = invoice.here === 'pending' || (invoice.here === 'open' && invoice.paid === 0);
  if (checkout.end === 'paid' || !isUnpaid || !apruve.cancelInvoice(model, invoice, 'merchant')) return;
  see(model, checkout, invoice, 'us');
}

/** An invoice that is canceled after the order was shut holds its part again until it is released. */
export function settleRelease(model: Model, checkout: Checkout): void {
  if (checkout.adopted !== null && !checkout.released) release(model, checkout, checkout.adopted);
}

/** Applies what Apruve shows of an invoice, after someone there or the product has changed it. */
function see(model: Model, checkout: Checkout, invoice: Invoice, by: 'apruve' | 'us' = 'apruve'): void {
  if (!checkout.invoices.includes(invoice)) takeIn(checkout, invoice);
  const before = invoice.here;
  const shown = shownOf(checkout, invoice);
  const vanished = shown === 'canceled' && before !== null && before !== 'canceled' && by === 'apruve';
  if (vanished) checkout.attentions.add(`invoice-vanished ${invoice.called ?? invoice.id ?? ''}`);
  if (before === null || RANK[shown] >= RANK[before]) invoice.here = shown;
  invoice.seenAmount = invoice.amount;
  invoice.seenReturns = [...invoice.returns];
  invoice.seenPaid = invoice.paid;
  seeShipments(invoice);
  if (invoice.here === 'funded') invoice.seenFunded = true;
  const settled =
    total(invoice.seenReturns) >= invoice.amount && invoice.paid === 0 && !invoice.seenFunded && !invoice.closedByHand;
  const paid = invoice.here === 'closed' && !settled;
  if (paid || (invoice.here === 'funded' && model.paidMeans === 'funded')) invoice.captured = true;
  if (invoice.here === 'canceled' && before !== 'canceled') checkout.released = false;
}

/** The status that Apruve shows; by an unknown word it stays what it was, and a person is told. */
function shownOf({ attentions }: Checkout, invoice: Invoice): InvoiceStatus {
  const { here, there, strange, issued } = invoice;
  const attention = unreadable(invoice);
  if (!strange) {
    attentions.delete(attention);
    return there;
  }
  attentions.add(attention);
  const known = here ?? 'pending';
  return known === 'pending' && issued ? 'open' : known;
}

/** An invoice that somebody else made; Apruve's id tells it apart where its number is one of ours. */
function takeIn({ invoices }: Checkout, invoice: Invoice): void {
  if (invoices.some(({ called }) => called === invoice.number)) invoice.called = null;
  invoices.push(invoice);
}

/** An open invoice has a shipment: as it was asked for with it, else an automatic one for all of it. */
export function ship(invoice: Invoice): void {
  if (!isOpen(invoice.here) || invoice.shipments.length > 0) return;
  const amount = invoice.shipped ?? invoice.amount;
  invoice.shipments.push({
    number: null,
    amount,
    status: statusOfShipment(invoice, amount),
    automatic: invoice.shipped === null,
    here: true,
  });
}

/** What of an invoice can still be shipped: all of it where only the automatic shipment is there. */
export function leftToShip(invoice: Invoice): number {
  const known = knownShipments(invoice);
  const [first, ...more] = known;
  const isWhole = first?.automatic === true && more.length === 0;
  return isWhole ? invoice.amount : invoice.amount - total(known.map(({ amount }) => amount));
}

export const knownShipments = ({ shipments }: Invoice): Shipment[] => shipments.filter(({ here }) => here);

function seeShipments({ shipments }: Invoice): void {
  for (const shipment of shipments) shipment.here = true;
}

export const statusOfShipment = (invoice: Invoice, amount: number): Shipment['status'] =>
  amount < leftToShip(invoice) ? 'partial' : 'fulfilled';

/** The process learns the order's state. A read again, unlike the answer to a write, comes with the invoices that others have made on it. */
export function lookAtOrder(model: Model, checkout: Checkout, by: 'answer' | 'read again' = 'read again'): void {
  const order = checkout.adopted;
  if (order === null || checkout.end !== null) return;
  if (order.status === 'canceled') seeUnheard(model, checkout, order);
  else if (by === 'read again') lookForForeign(model, checkout, order);
  seeOrder(checkout, order);
  settle(model, checkout);
  if (checkout.end === null) openWaiting(model, checkout, order);
  if (checkout.end === null && checkout.seen === 'canceled') withdrawPending(model, checkout);
}

function lookForForeign(model: Model, checkout: Checkout, { invoices }: Order): void {
  for (const invoice of invoices.filter(({ here }) => here === null)) {
    see(model, checkout, invoice);
    ship(invoice);
  }
  for (const invoice of checkout.invoices) if (isLive(invoice) && invoice.here !== 'pending') seeShipments(invoice);
}

/** A canceled order's invoices are listed; an issued one shows that the order had been accepted. */
function seeUnheard(model: Model, checkout: Checkout, order: Order): void {
  lookAtAll(model, checkout);
  if (checkout.accepted) return;
  const wasAccepted = order.invoices.some(({ there }) => isOpen(there) || there === 'closed');
  if (wasAccepted) Object.assign(checkout, { seen: 'accepted', accepted: true });
}

/** Applies what Apruve shows of the order. */
export function seeOrder(checkout: Checkout, { status, amount }: Order): void {
  const before = checkout.changedTo;
  checkout.changedTo = amount === amountOf(checkout.cart) ? null : amount;
  if (checkout.changedTo === null) checkout.attentions.delete('order-changed');
  else if (checkout.changedTo !== before) checkout.attentions.add('order-changed');
  const lost = status === 'canceled' && checkout.seen === 'accepted' && checkout.ending === null;
  if (lost) checkout.attentions.add('order-canceled');
  checkout.attentions.delete('authorization-mismatch');
  if (checkout.seen !== 'canceled') checkout.seen = status;
  if (status === 'accepted') checkout.accepted = true;
}

/** Invoices that waited for the order's acceptance open with it; those that Apruve made itself are adopted. */
function openWaiting(model: Model, checkout: Checkout, order: Order): void {
  const isFinal = checkout.accepted || checkout.seen === 'pending';
  const own = isFinal && model.setting.invoiceOnCreate ? order.invoices.filter(({ here }) => here === null) : [];
  for (const invoice of own) lookAtInvoice(model, checkout, invoice);
  if (!checkout.accepted) return;
  for (const invoice of checkout.invoices)
    if (invoice.here === 'pending' && !invoice.draft) lookAtInvoice(model, checkout, invoice);
}

/** Drafts and waiting invoices go with their order. */
export function withdrawPending(model: Model, checkout: Checkout): void {
  for (const invoice of checkout.invoices) {
    if (invoice.here !== 'pending') continue;
    see(model, checkout, invoice);
    if (invoice.there !== 'pending') continue;
    apruve.cancelInvoice(model, invoice, 'merchant');
    see(model, checkout, invoice, 'us');
  }
  settle(model, checkout);
}

/** The authorization is over: drafts and waiting ones go, the rest of the credit too; open invoices live on. */
export function expire(model: Model, checkout: Checkout): void {
  const order = checkout.adopted;
  if (order === null || checkout.end !== null) return;
  lookAtOrder(model, checkout);
  if (checkout.end !== null || checkout.completed || checkout.seen === 'canceled') return;
  lookAtAll(model, checkout);
  settle(model, checkout);
  if (checkout.end !== null) return;
  checkout.ending = 'expired';
  withdrawPending(model, checkout);
  if (checkout.end === null) release(model, checkout, order);
  settle(model, checkout);
}
