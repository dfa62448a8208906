import { describe, expect, it } from 'vitest';
import type { InvoiceFact } from '../../../workflows/contract/checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { isExpiring, outstandingCents, paidAt, toInvoiceCents } from '../../../workflows/rules/receivables.ts';
import { after, AT, authorized, invoiceRead, opened, orderOver, orderRead } from './a-checkout.ts';

const captured: Fact = { fact: 'invoice-captured', invoiceId: 'i' };
const invoiceOf = (...news: Fact[]) => authorized(...news).invoices[0] as InvoiceFact;

describe('what the buyer owes for an invoice', () => {
  it.each([
    ['a draft', [invoiceRead('i', 'pending', 4_000)], 0],
    ['an open one', [invoiceRead('i', 'open', 4_000)], 4_000],
    ['one that is paid in part, or returned in part', [invoiceRead('i', 'open', 4_000, { amountDueCents: 1_500 })], 1_500],
    ['a funded one', [invoiceRead('i', 'funded', 4_000)], 4_000],
    ['a funded one that counts as paid', [invoiceRead('i', 'funded', 4_000), captured], 0],
    ['a closed one', [invoiceRead('i', 'closed', 4_000)], 0],
    ['a canceled one', [invoiceRead('i', 'canceled', 4_000)], 0],
    ['one of which Apruve owes the buyer', [invoiceRead('i', 'open', 4_000, { amountDueCents: -100 })], 0],
  ])('is, of %s, %j: %i', (_, news, cents) => {
    expect(outstandingCents(invoiceOf(...news))).toBe(cents);
  });

  it('was paid when it was captured, and never where it is canceled', () => {
    expect(paidAt(invoiceOf(invoiceRead('i', 'open', 4_000)))).toBeNull();
    expect(paidAt(invoiceOf(invoiceRead('i', 'closed', 4_000), captured))).toBe(AT);
    expect(paidAt(invoiceOf(invoiceRead('i', 'closed', 4_000), captured, invoiceRead('i', 'canceled', 4_000)))).toBeNull();
  });
});

describe('what can be invoiced', () => {
  const stuck: Fact = {
    fact: 'step-unresolved',
    step: { step: 'invoice:x', since: AT, code: 'apruve-unreachable', tries: 1, retryAt: null, reservedCents: 2_500 },
  };
  it.each([
    ['before an order is adopted', opened(), 0],
    ['before the order is accepted', after(orderRead('pending')), 0],
    ['of an accepted order', authorized(), 10_000],
    ['beside an invoice and one on its way', authorized(invoiceRead('i', 'open', 4_000), stuck), 3_500],
    ['once more than the order is invoiced', authorized(invoiceRead('i', 'open', 11_000)), 0],
    ['of an order that is over less at Apruve', authorized(orderOver(7_000)), 7_000],
    ['of a completed order', authorized(invoiceRead('i', 'open', 4_000), { fact: 'order-completed' }), 0],
    ['of one that has expired', authorized(invoiceRead('i', 'open', 4_000), { fact: 'ending', reason: 'expired' }), 0],
    ['after the end', authorized(orderRead('canceled')), 0],
  ])('%s is %#', (_, facts, cents) => {
    expect(toInvoiceCents(facts)).toBe(cents);
  });

  it('expires where somebody was warned and something is left', () => {
    const warned: Fact = { fact: 'expiry-warned' };
    expect(isExpiring(authorized())).toBe(false);
    expect(isExpiring(authorized(warned))).toBe(true);
    expect(isExpiring(authorized(warned, invoiceRead('i', 'open', 10_000)))).toBe(false);
  });
});
