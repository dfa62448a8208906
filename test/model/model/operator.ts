import * as apruve from './apruve.ts';
import { conflict, CREATED, FINISHED, OK, REFUSED_BY_APRUVE, unfit, type Expected } from './answers.ts';
import {
  freeCredit,
  invoicedOf,
  invoicedThere,
  isCaptured,
  isPartlyPaid,
  isShut,
  orderAmount,
  remainingOf,
  statusOf,
} from './money.ts';
import {
  knownShipments,
  leftToShip,
  lookAtAll,
  lookAtInvoice,
  settle,
  settleRelease,
  ship,
  statusOfShipment,
} from './process.ts';
import { amountOf, isLive, total, type Checkout, type Invoice, type Model, type Shipment } from './state.ts';

/* What an operator may ask, and what they are answered. Checks come in the order of the rules. */

/** What an invoice is asked for with: its own number or none, an amount or all that is left. */
export interface Wish {
  number: string | null;
  amount: number | null;
  parts: Parts | null;
  draft: boolean;
  /** What is to be shipped with it, or null. */
  shipped: number | null;
}

/** What an invoice is made up of, where that is named; `goods` is the sum of its lines, null: none are given. */
export interface Parts {
  goods: number | null;
  tax: number;
  shipping: number;
}

/** Why nothing more can be invoiced; null while it can. */
function shut(checkout: Checkout): Expected | null {
  if (checkout.end !== null) return FINISHED;
  if (checkout.adopted === null) return conflict('not-authorized');
  if (!isShut(checkout)) return null;
  if (checkout.ending === 'expired') return conflict('authorization-expired');
  return conflict(checkout.seen === 'canceled' ? 'order-canceled' : 'order-completed');
}

const NOTHING_BESIDES = { tax: 0, shipping: 0 };

export function sendInvoice(model: Model, checkout: Checkout, wish: Wish): Expected {
  const { parts } = wish;
  const asked = JSON.stringify([wish.amount, parts, wish.draft, wish.shipped]);
  const known = checkout.invoices.find(({ called }) => wish.number !== null && called === wish.number);
  if (known !== undefined) return known.asked === asked ? OK : conflict('invoice-conflict');
  const refusal = shut(checkout);
  if (refusal !== null || checkout.adopted === null) return refusal ?? FINISHED;
  const order = orderAmount(checkout);
  const given = parts === null ? null : (parts.goods ?? 0) + parts.tax + parts.shipping;
  const amount = wish.amount ?? given ?? order - invoicedOf(checkout);
  if (given !== null && (parts?.goods === null ? amount < given : amount !== given)) return unfit('amount-mismatch');
  if (amount <= 0) return unfit(given === null ? 'nothing-to-invoice' : 'invalid-request');
  const remaining_cents = remainingOf(checkout);
  if (amount > remaining_cents) return unfit('credit-exceeded', { remaining_cents });
  const { draft, shipped } = wish;
  if (shipped !== null && shipped > amount) return unfit('shipment-exceeded', { remaining_cents: amount });
  const { tax, shipping } = parts ?? (amount === order ? checkout.cart : NOTHING_BESIDES);
  const number = wish.number ?? nextNumber(model, checkout);
  const made = apruve.create(model, checkout.adopted, { number, amount, tax, shipping, draft, asked, shipped });
  if (made === null) return refusedAbove(model, invoicedOf(checkout) + amount > order);
  made.here = made.there;
  checkout.invoices.push(made);
  checkout.attentions.delete(`invoice-refused ${number}`);
  ship(made);
  return CREATED;
}

/** The same by signal: a refusal has no caller, so it becomes attention. */
export function signalInvoice(model: Model, checkout: Checkout, wish: Wish): Expected {
  const answer = sendInvoice(model, checkout, wish);
  const number = wish.number ?? nextNumber(model, checkout);
  if (answer.status >= 400 && checkout.end === null) checkout.attentions.add(`invoice-refused ${number}`);
  return answer;
}

/** Above the order's amount Apruve's refusal comes with what the buyer has left. */
const refusedAbove = (model: Model, above: boolean): Expected =>
  above ? { ...REFUSED_BY_APRUVE, available_cents: freeCredit(model) } : REFUSED_BY_APRUVE;

/** `<order number>-1`, `-2`, … of this attempt. */
function nextNumber({ number }: Model, { invoices }: Checkout): string {
  const taken = new Set(invoices.flatMap((invoice) => (invoice.asked === null ? [] : [invoice.number])));
  let n = taken.size + 1;
  while (taken.has(`${number}-${n}`)) n += 1;
  return `${number}-${n}`;
}

export function change(checkout: Checkout, invoice: Invoice, amount: number): Expected {
  if (checkout.end !== null) return FINISHED;
  if (invoice.here === 'canceled') return conflict('already-canceled');
  if (invoice.here !== 'pending') return conflict('already-issued');
  const refusal = shut(checkout);
  if (refusal !== null) return refusal;
  if (amount < invoice.tax + invoice.shipping) return unfit('amount-mismatch');
  const remaining_cents = remainingOf(checkout) + invoice.seenAmount;
  if (amount > remaining_cents) return unfit('credit-exceeded', { remaining_cents });
  if (invoice.shipped !== null && invoice.shipped > amount) return unfit('shipment-exceeded', { remaining_cents: amount });
  // A colleague may have had the order changed to less than its invoices come to.
  const others = invoicedThere(invoice.order) - invoice.amount;
  if (invoice.there !== 'pending' || (others + amount) * 100 > invoice.order.amount * 110) return REFUSED_BY_APRUVE;
  invoice.amount = amount;
  invoice.seenAmount = amount;
  return OK;
}

export function issue(model: Model, checkout: Checkout, invoice: Invoice): Expected {
  if (invoice.here !== 'pending' && invoice.here !== 'canceled') return OK;
  if (checkout.end !== null) return FINISHED;
  if (invoice.here === 'canceled') return conflict('already-canceled');
  if (!checkout.accepted) return conflict('not-authorized');
  const refusal = shut(checkout);
  if (refusal !== null) return refusal;
  const above = invoicedOf(checkout) > orderAmount(checkout);
  if (!apruve.issue(model, invoice)) {
    // What a refusal finds issued has been issued by a colleague.
    if (!invoice.issued || invoice.there === 'canceled') return refusedAbove(model, above);
    lookAtInvoice(model, checkout, invoice);
    return OK;
  }
  invoice.here = 'open';
  ship(invoice);
  return OK;
}

export function cancelInvoice(model: Model, checkout: Checkout, invoice: Invoice): Expected {
  if (invoice.here === 'canceled') return OK;
  if (invoice.here === 'funded' || invoice.here === 'closed' || isPartlyPaid(invoice)) return conflict('invoice-paid');
  if (!apruve.cancelInvoice(model, invoice, 'merchant')) {
    lookAtInvoice(model, checkout, invoice);
    return conflict('invoice-paid');
  }
  invoice.here = 'canceled';
  invoice.seenReturns = [...invoice.returns];
  checkout.released = false;
  if (checkout.completed || checkout.ending !== null) settleRelease(model, checkout);
  settle(model, checkout);
  return OK;
}

export function closeInvoice(model: Model, checkout: Checkout, invoice: Invoice): Expected {
  if (invoice.here === 'closed') return OK;
  if (invoice.here === 'canceled') return conflict('already-canceled');
  if (invoice.here === 'pending' || !checkout.accepted) return conflict('invoice-not-issued');
  if (!apruve.close(model, invoice)) return REFUSED_BY_APRUVE;
  invoice.here = 'closed';
  invoice.closedByHand = true;
  invoice.captured = true;
  settle(model, checkout);
  return OK;
}

/** What a shipment, or a change of one, may be refused with; null where Apruve is asked. */
function unshippable(checkout: Checkout, invoice: Invoice): Expected | null {
  if (invoice.here === 'canceled') return conflict('already-canceled');
  if (invoice.here === 'pending') return conflict('invoice-not-issued');
  return checkout.accepted ? null : conflict('invoice-not-issued');
}

export function addShipment(checkout: Checkout, invoice: Invoice, number: string | null, amount: number): Expected {
  const refusal = unshippable(checkout, invoice);
  if (refusal !== null) return refusal;
  const known = knownShipments(invoice).find((shipment) => number !== null && shipment.number === number);
  if (known !== undefined) return known.amount === amount ? OK : conflict('invoice-conflict');
  const left = leftToShip(invoice);
  if (amount > left) return unfit('shipment-exceeded', { remaining_cents: Math.max(0, left) });
  const asked = { number, amount, status: statusOfShipment(invoice, amount), automatic: false, here: true };
  const [first, ...more] = knownShipments(invoice);
  if (first?.automatic === true && more.length === 0) {
    invoice.shipments = invoice.shipments.map((shipment) => (shipment === first ? asked : shipment));
    return CREATED;
  }
  if (invoice.there === 'canceled') return REFUSED_BY_APRUVE;
  invoice.shipments.push(asked);
  return CREATED;
}

export function changeShipment(checkout: Checkout, invoice: Invoice, shipment: Shipment): Expected {
  const refusal = unshippable(checkout, invoice);
  if (refusal !== null) return refusal;
  shipment.automatic = false;
  invoice.echoes = true;
  return OK;
}

/** Goods come back, also after the end. What Apruve shows of the invoice is recorded before, also where the return is refused. */
export function giveBack(model: Model, checkout: Checkout, invoice: Invoice, cents: number): Expected {
  const look = (): void => (checkout.end === null ? lookAtInvoice(model, checkout, invoice) : undefined);
  // A refusal that comes late makes the process read the invoice once more.
  invoice.echoes = true;
  if (invoice.here !== invoice.there) look();
  invoice.seenReturns = [...invoice.returns];
  if (invoice.there === 'pending') return conflict('invoice-not-issued');
  if (invoice.there === 'canceled') return conflict('already-canceled');
  const remaining_cents = invoice.amount - total(invoice.returns);
  if (cents > remaining_cents) return unfit('return-exceeded', { remaining_cents });
  apruve.giveBack(model, invoice, cents);
  invoice.seenReturns = [...invoice.returns];
  look();
  return CREATED;
}

export function complete(model: Model, checkout: Checkout): Expected {
  const { end, completed, released, adopted } = checkout;
  if (completed && released) return OK;
  if (end !== null) return end === 'paid' && invoicedOf(checkout) >= amountOf(checkout.cart) ? OK : FINISHED;
  const status = statusOf(checkout);
  if (status === 'awaiting_authorization' || status === 'awaiting_approval') return conflict('not-authorized');
  lookAtAll(model, checkout);
  settle(model, checkout);
  if (checkout.end !== null) return OK;
  if (checkout.invoices.some(({ here }) => here === 'pending')) return conflict('draft-open');
  const used = checkout.invoices.some((invoice) => isLive(invoice) && (invoice.here !== 'closed' || isCaptured(invoice)));
  if (!used) return conflict('nothing-invoiced');
  if (adopted === null || !(apruve.complete(adopted) || adopted.status === 'canceled')) return REFUSED_BY_APRUVE;
  checkout.completed = true;
  checkout.released = true;
  settle(model, checkout);
  return OK;
}

/** Somebody knows of what is shown under a code; it is shown again when its cause comes again. */
export function acknowledge({ attentions, acknowledged }: Checkout, code: string): Expected {
  const isOfCode = (kept: string): boolean => kept.split(' ')[0] === code;
  const present = [...attentions].filter(isOfCode);
  if (present.length === 0) return [...acknowledged].some(isOfCode) ? OK : { status: 404, code: 'not-found' };
  for (const kept of present) {
    attentions.delete(kept);
    acknowledged.add(kept);
  }
  return OK;
}

/** Nothing is stuck where nothing has failed. */
export const retry = ({ end }: Checkout): Expected => (end === null ? conflict('nothing-to-retry') : FINISHED);
