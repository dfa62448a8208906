import { amountOf, isLive, isOpen, latest, total, type Checkout, type Invoice, type Model } from './state.ts';

/** What can be invoiced on the order without the 10 %: the lower amount where it was changed at Apruve. */
export const orderAmount = ({ cart, changedTo }: Checkout): number => Math.min(amountOf(cart), changedTo ?? Infinity);

/** 110 % of the order, floor of a cent. */
export const limitOf = (checkout: Checkout): number => Math.floor((orderAmount(checkout) * 110) / 100);

/** What all live invoices use of the order; a canceled one frees its amount less its returns. */
export const invoicedOf = ({ invoices }: Pick<Checkout, 'invoices'>): number =>
  total(invoices.map((invoice) => (isLive(invoice) ? invoice.seenAmount : total(invoice.seenReturns))));

/** No further invoice, whatever its amount. */
export const isShut = ({ adopted, seen, completed, ending, end }: Checkout): boolean =>
  adopted === null || seen === 'canceled' || completed || ending !== null || end !== null;

export const remainingOf = (checkout: Checkout): number =>
  isShut(checkout) ? 0 : Math.max(0, limitOf(checkout) - invoicedOf(checkout));

export const isCaptured = (invoice: Invoice): boolean => invoice.captured && isLive(invoice);
/** Open, and paid in part: money has moved. */
export const isPartlyPaid = ({ here, seenPaid }: Invoice): boolean => here === 'open' && seenPaid > 0;

/** The attempt that has the order number: one that has not ended, or one with money, which keeps it for ever. */
export const keeperOf = ({ checkouts }: Model): Checkout | undefined =>
  checkouts.findLast(({ end, invoices }) => end === null || end === 'paid' || invoices.some(isCaptured));

const capturesOf = ({ invoices }: Checkout): Invoice[] => invoices.filter(isCaptured);
export const capturedOf = (checkout: Checkout): number => total(capturesOf(checkout).map(({ seenAmount }) => seenAmount));
export const refundedOf = ({ invoices }: Checkout): number => total(invoices.flatMap(({ seenReturns }) => seenReturns));

export function statusOf(checkout: Checkout): string {
  if (checkout.end !== null) return checkout.end;
  if (checkout.adopted === null) return 'awaiting_authorization';
  if (!checkout.accepted) return 'awaiting_approval';
  return checkout.invoices.some(({ here }) => isOpen(here)) ? 'invoiced' : 'authorized';
}

/** Oro's payment status by its rows, as far as this process leads there. */
export function paymentStatusOf(checkout: Checkout): string {
  const amount = amountOf(checkout.cart);
  const captured = capturedOf(checkout);
  const refunded = total(capturesOf(checkout).flatMap(({ seenReturns }) => seenReturns));
  const active = checkout.invoices.some(({ here }) => isOpen(here));
  if (refunded > 0) return refunded < captured || active ? 'refunded_partially' : 'refunded';
  if (captured >= amount) return 'full';
  if (active) return 'invoiced';
  if (captured > 0) return 'partially';
  if (checkout.end === null) return checkout.accepted ? 'authorized' : 'pending';
  return checkout.end === 'declined' ? 'declined' : 'canceled';
}

/** What Apruve's order still holds of the buyer's credit. */
export function heldBy(order: Model['orders'][number]): number {
  if (order.status !== 'accepted' || order.expired) return 0;
  const issued = order.invoices.filter((invoice) => invoice.issued);
  return Math.max(0, order.amount - order.released - total(issued.map(usedThere)));
}

/** What an invoice uses of its order at Apruve. */
const usedThere = ({ there, amount, returns }: Invoice): number => (there === 'canceled' ? total(returns) : amount);
export const invoicedThere = (order: Model['orders'][number]): number => total(order.invoices.map(usedThere));

/** What the buyer's account has in use: held by orders, owed on invoices. */
export function usedCredit({ orders }: Pick<Model, 'orders'>): number {
  const owed = orders.flatMap(({ invoices }) =>
    invoices.filter(({ there }) => isOpen(there)).map(({ amount, returns, paid }) => Math.max(0, amount - total(returns) - paid)),
  );
  return total([...orders.map(heldBy), ...owed]);
}

export const creditOf = ({ setting }: Model): number => amountOf(setting.cart) + setting.spareCredit;
export const freeCredit = (model: Model): number => creditOf(model) - usedCredit(model);

/** True of an order that the lightbox which is out now makes: the buyer of a waiting attempt may still come back with it. */
function isAwaited(model: Model, { hash, amount }: Model['orders'][number]): boolean {
  const checkout = latest(model);
  const waits = checkout?.end === null && checkout.adopted === null;
  return waits && hash === checkout.hashes.at(-1) && amount === amountOf(checkout.cart);
}

/** Orders at Apruve that hold credit although no checkout needs them. Where money has moved, a person decides. */
export const orphansOf = (model: Model): Model['orders'] => nobodysOrders(model).filter((order) => !hasMoved(order));

/** Those on which money has moved: they are kept, and shown to a person. */
export const paidOrphansOf = (model: Model): Model['orders'] => nobodysOrders(model).filter(hasMoved);

/** The same, also where nothing is held any more. */
export const isPaidOrphan = ({ checkouts }: Model, order: Model['orders'][number]): boolean =>
  hasMoved(order) && checkouts.every(({ adopted }) => adopted !== order);

const hasMoved = ({ invoices }: Model['orders'][number]): boolean =>
  invoices.some(({ there, paid }) => there === 'funded' || there === 'closed' || (there === 'open' && paid > 0));

/** A canceled order that no checkout ever had may have left invoices. */
function nobodysOrders(model: Model): Model['orders'] {
  const needed = (order: Model['orders'][number]): boolean =>
    isAwaited(model, order) ||
    model.checkouts.some(
      ({ adopted, end }) => adopted === order && (order.status === 'canceled' || end === null || end === 'paid'),
    );
  const holds = ({ status, invoices }: Model['orders'][number]): boolean =>
    status !== 'canceled' || invoices.some(({ there }) => there === 'pending' || there === 'open');
  return model.orders.filter((order) => holds(order) && !needed(order));
}
