import * as apruve from './apruve.ts';
import { conflict, CREATED, FINISHED, OK, REFUSED_BY_APRUVE, unfit, type Expected } from './answers.ts';
import { invoicedOf, isCaptured, isPartlyPaid, keeperOf, statusOf } from './money.ts';
import { adopt, giveUp, lookUp, ownerOf, releaseOrphan } from './adoption.ts';
import { holdsCredit, lookAtAll, ship, lookAtOrder, release, seeOrder, settle, withdrawPending } from './process.ts';
import { amountOf, isLive, isOpen, newCheckout, type Cart, type Checkout, type Model, type Order } from './state.ts';

/* What the shop may ask, and what it is answered. Each changes the model as the answer says. */

/** `POST /v1/checkouts`; `id` is what the answer calls a new attempt. */
export function open(model: Model, content: string, id: string): Expected {
  const known = keeperOf(model);
  if (known !== undefined) {
    return known.content === content ? OK : conflict('order-conflict');
  }
  model.checkouts.push(newCheckout(id, content, model.setting.cart));
  return CREATED;
}

/** A new lightbox: order ids that were refused before are judged anew. */
export function giveOut(checkout: Checkout, hash: string): void {
  checkout.hashes.push(hash);
  checkout.wrongIds.clear();
  checkout.waits = false;
}

/** How many wrong order ids are looked up for one lightbox. */
export const WRONG_IDS = 10;
const TOO_MANY: Expected = { status: 429, code: 'too-many-attempts' };

/**
 * The browser brings an order id. After too many wrong ones the next has to wait; `answered` tells whether it was told to. When a wait is over the order is
 * looked up by number and hash.
 */
export function authorize(model: Model, checkout: Checkout, orderId: string, answered: number): Expected {
  const isFree = checkout.end !== null || checkout.adopted !== null;
  if (!isFree && checkout.wrongIds.has(orderId)) return unfit('authorization-mismatch');
  if (isFree || checkout.wrongIds.size < WRONG_IDS) return judgeId(model, checkout, orderId, answered);
  const mustWait = answered === 429 || !checkout.waits;
  checkout.waits = true;
  if (mustWait) return TOO_MANY;
  lookUp(model, checkout);
  return checkout.adopted === null ? unfit('authorization-mismatch') : judgeId(model, checkout, orderId, answered);
}

function judgeId(model: Model, checkout: Checkout, orderId: string, answered: number): Expected {
  const order = model.orders.find(({ id }) => id === orderId);
  if (checkout.end !== null) {
    if (order !== undefined && order !== checkout.adopted) releaseOrphan(model, order);
    return FINISHED;
  }
  if (checkout.adopted !== null) {
    if (checkout.adopted === order) return OK;
    if (order !== undefined) releaseOrphan(model, order);
    return conflict('already-authorized');
  }
  if (order === undefined || !fits(model, checkout, order)) {
    checkout.attentions.add('authorization-mismatch');
    // What had no answer yet is not counted.
    if (answered !== 202) checkout.wrongIds.add(orderId);
    if (order !== undefined) releaseOrphan(model, order);
    return unfit('authorization-mismatch');
  }
  adopt(model, checkout, order);
  return OK;
}

/** True of a free order over the amount of the cart, unless it was made for another state of it, in whichever attempt. */
function fits(model: Model, { cart, hashes }: Checkout, order: Order): boolean {
  const isOld = order.hash !== hashes.at(-1) && model.checkouts.some((attempt) => attempt.hashes.includes(order.hash));
  return order.amount === amountOf(cart) && !isOld && ownerOf(model, order) === undefined;
}

/** Why the order can no longer be changed; null while it can. */
function frozen(checkout: Checkout, unadopted: Expected | null): Expected | null {
  if (checkout.end !== null) return FINISHED;
  if (checkout.adopted === null) return unadopted;
  return !checkout.accepted && checkout.seen === 'new' ? null : conflict('already-finalized');
}

/** The cart changes; `addsUp` is false where the shop's sum is wrong. */
export function update(model: Model, checkout: Checkout, cart: Cart, addsUp: boolean): Expected {
  const refusal = frozen(checkout, null);
  if (refusal !== null) return refusal;
  if (!addsUp) return unfit('amount-mismatch');
  const limit = Math.floor((amountOf(cart) * 110) / 100);
  if (invoicedOf(checkout) > limit) return unfit('credit-exceeded', { remaining_cents: 0 });
  const order = checkout.adopted;
  if (order !== null) {
    const same = JSON.stringify(cart) === JSON.stringify(checkout.cart);
    if (order.status === 'canceled' && !same) return REFUSED_BY_APRUVE;
    Object.assign(order, { amount: amountOf(cart), tax: cart.tax, shipping: cart.shipping });
  }
  checkout.cart = cart;
  if (order !== null) lookAtOrderOnly(model, checkout);
  return OK;
}

/** An answer about the order itself: nothing else is read. */
function lookAtOrderOnly(model: Model, checkout: Checkout): void {
  if (checkout.adopted === null) return;
  seeOrder(checkout, checkout.adopted);
  settle(model, checkout);
  if (checkout.seen === 'canceled') withdrawPending(model, checkout);
}

/** An order that Apruve has canceled in the meantime is not finalized; the answer shows its state. */
export function finalize(model: Model, checkout: Checkout): Expected {
  const refusal = frozen(checkout, conflict('not-authorized'));
  if (refusal !== null || checkout.adopted === null) return refusal ?? OK;
  const canceled = checkout.adopted.status === 'canceled';
  if (!apruve.finalize(model, checkout.adopted) && !canceled) return REFUSED_BY_APRUVE;
  lookAtOrder(model, checkout, 'answer');
  return OK;
}

const hasMoney = ({ invoices }: Checkout): boolean =>
  invoices.some((invoice) => isLive(invoice) && (invoice.here === 'funded' || isCaptured(invoice) || isPartlyPaid(invoice)));

/** Who may cancel, and what of it: drafts and waiting ones, open ones, the order. */
export function cancel(model: Model, checkout: Checkout, by: 'shop' | 'operator'): Expected {
  const { end } = checkout;
  if (by === 'shop' && end === null && checkout.adopted !== null) return { status: 403, code: 'forbidden' };
  if (end !== null) return end === 'canceled' || end === 'abandoned' ? OK : FINISHED;
  if (hasMoney(checkout)) return conflict('invoice-paid');
  lookAtAll(model, checkout, false);
  // What ends it already is the end before the cancel; what still holds credit is canceled.
  if (checkout.ending !== null || !holdsCredit(checkout)) settle(model, checkout);
  if (checkout.end !== null) return checkout.end === 'paid' ? conflict('invoice-paid') : OK;
  if (hasMoney(checkout)) {
    checkout.invoices.forEach(ship);
    return conflict('invoice-paid');
  }
  const pending = checkout.invoices.filter(({ here }) => here === 'pending');
  const unpaid = checkout.invoices.filter(({ here }) => isOpen(here));
  for (const invoice of [...pending, ...unpaid]) {
    apruve.cancelInvoice(model, invoice, 'merchant');
    invoice.here = 'canceled';
    invoice.seenReturns = [...invoice.returns];
    checkout.released = false;
  }
  checkout.ending = 'canceled';
  if (checkout.adopted !== null) release(model, checkout, checkout.adopted);
  settle(model, checkout);
  return OK;
}

/** The window of an unauthorized checkout ends. */
export function windowEnds(model: Model, checkout: Checkout): void {
  if (statusOf(checkout) === 'awaiting_authorization') giveUp(model, checkout);
}
