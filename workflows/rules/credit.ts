import type { Facts, InvoiceFact } from '../contract/checkout.ts';
import { sum } from './money.ts';

/** Live: not canceled. */
export const isLive = (invoice: InvoiceFact): boolean => invoice.status !== 'canceled';
/** Unpaid: live and not closed. */
export const isUnpaid = (invoice: InvoiceFact): boolean => isLive(invoice) && invoice.status !== 'closed';
export const isOpen = (invoice: InvoiceFact): boolean => invoice.status === 'open' || invoice.status === 'funded';

/** The most that can be invoiced on the order: 110 %, floor of a cent (Apruve's merchant technical overview). */
export function limitCents(amountCents: number): number {
  const elevenTenths = amountCents * 11;
  return (elevenTenths - (elevenTenths % 10)) / 10;
}

/** The amounts of all live invoices. A canceled one frees its amount less its returns, which free no room. */
export function invoicedCents(facts: Facts): number {
  return sum(facts.invoices.map((invoice) => (isLive(invoice) ? invoice.amountCents : invoice.returnedCents)));
}

/** Invoices that may exist at Apruve although their answer got lost. They use room until they are resolved. */
export function reservedCents(facts: Facts): number {
  return sum(facts.unresolved.map((step) => step.reservedCents));
}

/** True where Apruve shows the order in another currency than was agreed: no two amounts can be compared. */
export const isInOtherCurrency = ({ order, terms }: Facts): boolean =>
  order?.changedTo != null && order.changedTo.currency !== terms.currency;

/** What can be invoiced on the order without the 10 %: the agreed amount, or Apruve's where that is lower by now. */
export function orderCents(facts: Facts): number {
  const { order, terms } = facts;
  return order?.changedTo == null || isInOtherCurrency(facts)
    ? terms.amountCents
    : Math.min(terms.amountCents, order.changedTo.amountCents);
}

/** What of the order is not invoiced, without the 10 %: the amount that an invoice gets by default. */
export const uninvoicedCents = (facts: Facts): number =>
  Math.max(0, orderCents(facts) - invoicedCents(facts) - reservedCents(facts));

/** True when the order can take no further invoice of any amount: not adopted, completed, ending, canceled, in another currency. */
function isOrderShut(facts: Facts): boolean {
  const { order, completedAt, ending } = facts;
  return order === null || order.status === 'canceled' || completedAt !== null || ending !== null || isInOtherCurrency(facts);
}

/** Open, and the buyer has paid a part of it: money has moved, and nothing is captured until it closes. */
export const isPartlyPaid = ({ status, paidCents = 0 }: Pick<InvoiceFact, 'status' | 'paidCents'>): boolean =>
  status === 'open' && paidCents > 0;

/** Paid by the buyer, be it in part, or already by the financing partner: such an invoice is never canceled. */
export const isPaid = (invoice: InvoiceFact): boolean =>
  invoice.status === 'funded' || hasCapture(invoice) || isPartlyPaid(invoice);

/** Pending at Apruve: a draft, or waiting for the order to be accepted. */
export const isPending = (invoice: InvoiceFact): boolean => invoice.status === 'pending';

export interface Credit {
  limit_cents: number;
  invoiced_cents: number;
  remaining_cents: number;
  captured_cents: number;
}

/** How much of the order's room is used and how much is left; integer cents. */
export function credit(facts: Facts): Credit {
  const limit = limitCents(orderCents(facts));
  const invoiced = invoicedCents(facts);
  return {
    limit_cents: limit,
    invoiced_cents: invoiced,
    remaining_cents: isOrderShut(facts) || facts.end !== null ? 0 : Math.max(0, limit - invoiced - reservedCents(facts)),
    captured_cents: sum(facts.invoices.filter(hasCapture).map((invoice) => invoice.amountCents)),
  };
}

/** A successful capture: it does not count once its invoice is canceled at Apruve. */
export const hasCapture = (invoice: InvoiceFact): boolean => invoice.capturedAt !== null && isLive(invoice);

/** Settled: closed without a capture, because all of it was returned. */
export const isSettled = (invoice: InvoiceFact): boolean => invoice.status === 'closed' && !hasCapture(invoice);
