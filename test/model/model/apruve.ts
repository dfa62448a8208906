import { freeCredit, heldBy, invoicedThere } from './money.ts';
import {
  amountOf,
  isOpen,
  total,
  type Cart,
  type Invoice,
  type InvoiceStatus,
  type Lightbox,
  type Model,
  type Order,
} from './state.ts';

/*
 * Apruve's half of the model: what the other side does with orders and invoices, and which webhooks follow. Each answers
 * false, and changes nothing, where Apruve refuses.
 */

/** The buyer or the account holder agrees: the order's amount is held, waiting invoices open. */
export function accept(model: Model, order: Order): boolean {
  if (order.status === 'accepted') return true;
  if (order.status !== 'pending' || order.expired || order.amount > freeCredit(model)) return false;
  order.status = 'accepted';
  order.approved = true;
  acceptTerm(model, order);
  model.queue.push({ about: 'order', event: 'accepted', order });
  for (const invoice of order.invoices) if (!invoice.draft) issue(model, invoice);
  return true;
}

/** Apruve changes an order's amount for the merchant: what it comes to hold more has to be free. */
export function edit(model: Model, order: Order, amount: number): boolean {
  if (order.status === 'canceled') return false;
  const held = heldBy(order);
  if (Math.max(0, heldBy({ ...order, amount }) - held) > freeCredit(model)) return false;
  order.amount = amount;
  return true;
}

function acceptTerm(model: Model, order: Order): void {
  if (!order.term) model.queue.push({ about: 'term', event: 'accepted', order });
  order.term = true;
}

export function cancelOrder(model: Model, order: Order): boolean {
  if (order.status === 'canceled') return true;
  order.status = 'canceled';
  model.queue.push({ about: 'order', event: 'canceled', order });
  return true;
}

/** `new` goes to the buyer's approval; with `invoice_on_create` the invoice is made here. */
export function finalize(model: Model, order: Order): boolean {
  if (order.status === 'canceled') return false;
  if (order.status !== 'new') return true;
  const isLate = order.approved && order.expired;
  if (!order.deferred && (isLate || order.amount > freeCredit(model))) return false;
  order.status = 'pending';
  if (!order.deferred) acceptTerm(model, order);
  if (order.approved) accept(model, order);
  const wanted = model.setting.invoiceOnCreate && !order.expired && order.invoices.length === 0;
  const { amount, tax, shipping } = order;
  if (wanted) create(model, order, { number: null, amount, tax, shipping, draft: false, asked: null, shipped: null });
  return true;
}

/** Releases what no invoice uses; no invoice can follow. */
export function complete(order: Order): boolean {
  if (order.status !== 'accepted') return false;
  const waiting = order.invoices.filter(({ there }) => there === 'pending');
  order.released += Math.max(0, heldBy(order) - total(waiting.map(({ amount }) => amount)));
  order.completed = true;
  return true;
}

type Wanted = Pick<Invoice, 'number' | 'amount' | 'tax' | 'shipping' | 'draft' | 'asked' | 'shipped'>;

/** Makes an invoice; null where Apruve refuses it. */
export function create(model: Model, order: Order, wanted: Wanted): Invoice | null {
  if (order.status === 'canceled' || order.completed || order.expired) return null;
  if ((invoicedThere(order) + wanted.amount) * 100 > order.amount * 110) return null;
  const opens = order.status === 'accepted' && !wanted.draft;
  if (opens && Math.max(0, wanted.amount - heldBy(order)) > freeCredit(model)) return null;
  const invoice: Invoice = {
    ...wanted,
    id: null,
    called: wanted.number,
    seenAmount: wanted.amount,
    order,
    there: opens ? 'open' : 'pending',
    strange: false,
    issued: opens,
    paid: 0,
    seenPaid: 0,
    here: null,
    seenFunded: false,
    closedByHand: false,
    captured: false,
    returns: [],
    seenReturns: [],
    shipments: [],
    echoes: false,
  };
  order.invoices.push(invoice);
  return invoice;
}

export function issue(model: Model, invoice: Invoice): boolean {
  const { order, there, amount } = invoice;
  if (there === 'open') return true;
  if (there !== 'pending' || order.status !== 'accepted' || order.expired) return false;
  if (Math.max(0, amount - heldBy(order)) > freeCredit(model)) return false;
  invoice.there = 'open';
  invoice.issued = true;
  return true;
}

/** An invoice moves on, and its webhook goes out. */
function move(model: Model, invoice: Invoice, to: Extract<InvoiceStatus, 'funded' | 'closed' | 'canceled'>): true {
  invoice.there = to;
  model.queue.push({ about: 'invoice', event: to, order: invoice.order, invoice });
  return true;
}

/** Apruve itself takes back a funded one too. */
export function cancelInvoice(model: Model, invoice: Invoice, by: 'merchant' | 'apruve'): boolean {
  if (invoice.there === 'canceled') return true;
  if (invoice.there === 'closed' || (by === 'merchant' && (invoice.there === 'funded' || invoice.paid > 0))) return false;
  return move(model, invoice, 'canceled');
}

/** Somebody else ships a part of an issued invoice; Apruve says what the sum is after it. */
export function shipByHand(model: Model, invoice: Invoice, amount: number): boolean {
  if (invoice.there === 'canceled') return false;
  const sum = total(invoice.shipments.map((shipment) => shipment.amount)) + amount;
  const status = sum >= invoice.amount ? 'fulfilled' : 'partial';
  invoice.shipments.push({ number: null, amount, status, automatic: false, here: false });
  model.queue.push({ about: 'shipment', event: 'created', order: invoice.order, invoice });
  return true;
}

/** Goods that are not shipped are not paid for. */
export const fund = (model: Model, invoice: Invoice): boolean =>
  invoice.there === 'funded' || (invoice.there === 'open' && invoice.shipments.length > 0 && move(model, invoice, 'funded'));

/** The buyer pays what is due. */
export function pay(model: Model, invoice: Invoice): boolean {
  if (!isOpen(invoice.there)) return invoice.there === 'closed';
  return payPart(model, invoice, dueOf(invoice));
}

export const dueOf = ({ amount, returns, paid }: Invoice): number => Math.max(0, amount - total(returns) - paid);

/** A part of it. Apruve has no event for that; the invoice closes with the last one. */
export function payPart(model: Model, invoice: Invoice, cents: number): boolean {
  if (!isOpen(invoice.there) || cents > dueOf(invoice)) return false;
  invoice.paid += cents;
  return dueOf(invoice) > 0 || move(model, invoice, 'closed');
}

/** The merchant collected the money elsewhere. */
export const close = (model: Model, invoice: Invoice): boolean =>
  invoice.there === 'closed' || (isOpen(invoice.there) && move(model, invoice, 'closed'));

/** Goods come back; an unpaid invoice of which nothing is left to pay closes. */
export function giveBack(model: Model, invoice: Invoice, cents: number): void {
  invoice.returns.push(cents);
  if (invoice.there !== 'closed' && dueOf(invoice) === 0) move(model, invoice, 'closed');
}

/** What the buyer does in a lightbox; null where the credit does not reach. */
export function place(
  model: Model,
  { hash, cart }: Pick<Lightbox, 'hash' | 'cart'>,
  outcome: 'accept' | 'pending',
): Order | null {
  return make(model, { hash, cart, deferred: outcome === 'pending', approved: outcome === 'accept' });
}

/** An order that the shop makes without a lightbox waits for its buyer. */
export const placeOffline = (model: Model, cart: Cart): Order | null =>
  make(model, { hash: '', cart, deferred: false, approved: false });

type Placement = Pick<Order, 'hash' | 'deferred' | 'approved'> & { cart: Cart };

function make(model: Model, { hash, cart, deferred, approved }: Placement): Order | null {
  const order: Order = {
    id: '',
    hash,
    amount: amountOf(cart),
    tax: cart.tax,
    shipping: cart.shipping,
    status: 'new',
    deferred,
    approved,
    term: false,
    expired: false,
    completed: false,
    released: 0,
    orphaned: false,
    invoices: [],
    createdAt: '',
  };
  if (model.setting.finalizeOnCreate && !finalize(model, order)) return null;
  model.orders.push(order);
  return order;
}
