import type { Facts, InvoiceFact, OrderStatus } from '../../../workflows/contract/checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { advance, openingFacts } from '../../../workflows/rules/facts.ts';

export const AT = '2026-03-01T12:00:00.000Z';
export const ORDER_ID = 'b03c7d8658b429b68326eff6ad25346a';

/** A checkout over $100.00 that has just been opened. */
export const opened = (): Facts =>
  openingFacts({ currency: 'USD', amountCents: 10_000, taxCents: 0, shippingCents: 0, expireAt: null }, AT);

export const orderRead = (status: OrderStatus, id = ORDER_ID): Fact => ({
  fact: 'order-read',
  order: { id, status, expireAt: null },
});

/** A read of the adopted order that also shows what it is over. */
export const orderOver = (amountCents: number, currency = 'USD', status: OrderStatus = 'accepted'): Fact => ({
  fact: 'order-read',
  order: { id: ORDER_ID, status, expireAt: null, money: { amountCents, currency } },
});

export function invoiceRead(
  id: string,
  status: InvoiceFact['status'],
  amountCents: number,
  changes: Partial<InvoiceFact> = {},
): Fact {
  const dates = { dueAt: null, issuedAt: null, fundedAt: null, closedAt: null };
  return {
    fact: 'invoice-read',
    invoice: {
      id,
      number: `N-${id}`,
      amountCents,
      amountDueCents: amountCents,
      returnedCents: 0,
      status,
      draft: false,
      ...dates,
      ...changes,
    },
  };
}

/** The facts after so much news, one after the other. */
/** A list of the order's invoices was read: without it nothing ends. */
export const LISTED: Fact = { fact: 'invoices-listed' };

export const after = (...news: Fact[]): Facts => news.reduce((facts, fact) => advance(facts, [fact, LISTED], AT), opened());

export const authorized = (...news: Fact[]): Facts => after(orderRead('accepted'), ...news);
