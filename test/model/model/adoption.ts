import * as apruve from './apruve.ts';
import { orphansOf } from './money.ts';
import { lookAtInvoice, lookAtOrder, settle } from './process.ts';
import { amountOf, type Checkout, type Model, type Order } from './state.ts';

/*
 * Which order a checkout adopts, and which are nobody's.
 */

/** The order is adopted by this checkout; the events about it that had waited are handled now. */
export function adopt(model: Model, checkout: Checkout, order: Order): void {
  checkout.adopted = order;
  lookAtOrder(model, checkout, 'answer');
  const told = model.waiting.filter((news) => news.order === order);
  model.waiting = model.waiting.filter((news) => news.order !== order);
  for (const news of told) {
    if (news.about === 'invoice' || news.about === 'shipment') lookAtInvoice(model, checkout, news.invoice);
    else lookAtOrder(model, checkout);
  }
}

/** Looks for an order that the shop has not named: the newest that fits is adopted, the others are not needed. */
export function lookUp(model: Model, checkout: Checkout): void {
  if (checkout.end !== null || checkout.adopted !== null) return;
  const fitting = candidates(model, checkout).filter(({ amount }) => amount === amountOf(checkout.cart));
  const newest = fitting
    .map(({ createdAt }) => createdAt)
    .sort()
    .at(-1);
  const best = fitting.filter(({ createdAt }) => createdAt === newest);
  const found = best.find(({ id }) => id === model.hint) ?? best.at(-1);
  if (found !== undefined) adopt(model, checkout, found);
  for (const other of model.orders)
    if (checkout.hashes.includes(other.hash) && ownerOf(model, other) === undefined) releaseOrphan(model, other);
}

/** Live orders of the lightbox that is out now, and that no earlier attempt has used: an order serves one checkout. */
export const candidates = (model: Model, { hashes }: Checkout): Order[] =>
  model.orders.filter(
    (order) => order.hash === hashes.at(-1) && order.status !== 'canceled' && ownerOf(model, order) === undefined,
  );

/** An order that no checkout needs is canceled at Apruve, its invoices before it. */
export function releaseOrphan(model: Model, order: Order): void {
  if (!orphansOf(model).includes(order)) return;
  for (const invoice of order.invoices) apruve.cancelInvoice(model, invoice, 'merchant');
  order.orphaned = apruve.cancelOrder(model, order);
}

/** The authorization window ends: a last look-up, then the wait is over. */
export function giveUp(model: Model, checkout: Checkout): void {
  lookUp(model, checkout);
  if (checkout.adopted !== null || checkout.end !== null) return;
  checkout.ending = 'abandoned';
  settle(model, checkout);
}

/** The newest attempt that has adopted an order. */
export const ownerOf = ({ checkouts }: Model, order: Order): Checkout | undefined =>
  checkouts.findLast(({ adopted }) => adopted === order);
