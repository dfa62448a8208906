import { freeCredit, heldBy, invoicedThere } from './money.ts';
import { isOpen, total, type Invoice, type InvoiceStatus, type Model, type Order } from './state.ts';

/*
 * Apruve's half of the model: what the other side does with orders and invoices, and which webhooks follow. Each answers
 * false, and changes nothing, where Apruve refuses.
 */

/** The buyer or the account holder agrees: the order's amount is held, waiting invoices open. */
export function accept(model: Model, order: Order): boolean {
  if (order.status === 'accepted') return true;
  if (order.status !== 'pending' || order.expired || order.amount > freeCredit(model)) return false;
  order.status = 'accepted';
  model.queue.push({ about: 'term', event: 'accepted', order }, { about: 'order', event: 'accepted', order });
  for (const invoice of order.invoices) if (!invoice.draft) issue(model, invoice);
  return true;
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
  if (!order.deferred && (order.expired || order.amount > freeCredit(model))) return false;
  order.status = 'pending';
  if (!order.deferred) accept(model, order);
  const wanted = model.setting.invoiceOnCreate && !order.expired && order.invoices.length === 0;
  if (wanted) create(model, order, { number: null, amount: order.amount, besides: 0, draft: false, asked: null });
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

export type Wanted = Pick<Invoice, 'number' | 'amount' | 'besides' | 'draft' | 'asked'>;

/** Makes an invoice; null where Apruve refuses it. */
export function create(model: Model, order: Order, wanted: Wanted): Invoice | null {
  if (order.status === 'canceled' || order.completed || order.expired) return null;
  if ((invoicedThere(order) + wanted.amount) * 100 > order.amount * 110) return null;
  const opens = order.status === 'accepted' && !wanted.draft;
  if (opens && Math.max(0, wanted.amount - heldBy(order)) > freeCredit(model)) return null;
  const invoice: Invoice = {
    ...wanted,
    id: null,
    order,
    there: opens ? 'open' : 'pending',
    issued: opens,
    paid: false,
    here: null,
    seenFunded: false,
    closedByHand: false,
    captured: false,
    returns: [],
    seenReturns: 0,
    shipments: [],
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
  if (invoice.there === 'closed' || (by === 'merchant' && invoice.there === 'funded')) return false;
  return move(model, invoice, 'canceled');
}

export const fund = (model: Model, invoice: Invoice): boolean =>
  invoice.there === 'funded' || (invoice.there === 'open' && move(model, invoice, 'funded'));

/** The buyer pays what is due. */
export function pay(model: Model, invoice: Invoice): boolean {
  if (!isOpen(invoice.there)) return invoice.there === 'closed';
  invoice.paid = true;
  return move(model, invoice, 'closed');
}

/** The merchant collected the money elsewhere. */
export const close = (model: Model, invoice: Invoice): boolean =>
  invoice.there === 'closed' || (isOpen(invoice.there) && move(model, invoice, 'closed'));

/** Goods come back; an unpaid invoice of which nothing is left to pay closes. */
export function giveBack(model: Model, invoice: Invoice, cents: number): void {
  invoice.returns.push(cents);
  if (invoice.there !== 'closed' && total(invoice.returns) === invoice.amount) move(model, invoice, 'closed');
}

/** What the buyer does in a lightbox; null where the credit does not reach. */
export function place(model: Model, { hash, amount, outcome }: { hash: string; amount: number; outcome: 'accept' | 'pending' }) {
  const deferred = outcome === 'pending';
  const status = 'new' as const;
  const flags = { deferred, expired: false, completed: false, released: 0, invoices: [], createdAt: '' };
  const order: Order = { id: '', hash, amount, status, ...flags };
  if (model.setting.finalizeOnCreate && !finalize(model, order)) return null;
  model.orders.push(order);
  return order;
}
