import { describe, expect, it } from 'vitest';
import type { InvoiceRequest } from '../../../workflows/contract/messages.ts';
import { limitCents } from '../../../workflows/rules/credit.ts';
import { canonicalRequest, nextInvoiceNumber, planInvoice } from '../../../workflows/rules/invoice-plan.ts';
import { authorized, invoiceRead } from './a-checkout.ts';

const plan = (request: InvoiceRequest, facts = authorized()) => planInvoice(facts, 'N', request);
const line = (price_total_cents: number) => ({ title: 'Gloves', price_total_cents });

describe('the amount of an invoice', () => {
  it('is the whole order by default, then the rest', () => {
    expect(plan({})).toMatchObject({ amountCents: 10_000, wholeOrder: true });
    expect(plan({}, authorized(invoiceRead('a', 'open', 4_000)))).toMatchObject({ amountCents: 6_000, wholeOrder: false });
  });

  it('is the sum of lines, tax and shipping where any is given', () => {
    expect(plan({ items: [line(1_000), line(-100)], taxCents: 50, shippingCents: 5 })).toMatchObject({
      amountCents: 955,
      wholeOrder: false,
    });
    expect(plan({ taxCents: 70 })).toMatchObject({ amountCents: 70 });
  });

  it.each<[string, InvoiceRequest, string]>([
    ['lines that do not give the amount', { amountCents: 1_000, items: [line(900)] }, 'amount-mismatch'],
    ['tax alone above the amount', { amountCents: 100, taxCents: 500 }, 'amount-mismatch'],
    ['nothing', { amountCents: 0 }, 'invalid-request'],
    ['less than nothing', { amountCents: -5 }, 'invalid-request'],
    ['a fraction of a cent', { amountCents: 10.5 }, 'invalid-request'],
  ])('is refused for %s', (_, request, code) => {
    expect(plan(request)).toMatchObject({ code });
  });

  it('has nothing left to default to when the order is invoiced', () => {
    expect(plan({}, authorized(invoiceRead('a', 'open', 10_000)))).toMatchObject({ code: 'nothing-to-invoice' });
  });
});

describe('the cap of 110 %', () => {
  it.each([
    [10_000, 11_000],
    [1, 1],
    [9, 9],
    [10, 11],
    [11_555, 12_710],
    [999_999_999_999, 1_099_999_999_998],
  ])('of %i cents is %i, the floor of a cent', (amount, limit) => {
    expect(limitCents(amount)).toBe(limit);
  });

  it('takes exactly what is left and tells what is left of more', () => {
    const facts = authorized(invoiceRead('a', 'open', 10_000));
    expect(plan({ amountCents: 1_000 }, facts)).toMatchObject({ amountCents: 1_000 });
    expect(plan({ amountCents: 1_001 }, facts)).toMatchObject({ code: 'credit-exceeded', details: { remaining_cents: 1_000 } });
  });

  it('is freed by a canceled invoice', () => {
    const facts = authorized(
      invoiceRead('a', 'open', 8_000),
      invoiceRead('b', 'open', 2_000),
      invoiceRead('a', 'canceled', 8_000),
    );
    expect(plan({ amountCents: 9_000 }, facts)).toMatchObject({ amountCents: 9_000 });
  });
});

describe('invoice numbers', () => {
  it('follow the order number and skip what is taken', () => {
    expect(nextInvoiceNumber('ORD', new Set())).toBe('ORD-1');
    expect(nextInvoiceNumber('ORD', new Set(['INV-9']))).toBe('ORD-2');
    expect(nextInvoiceNumber('ORD', new Set(['ORD-2']))).toBe('ORD-3');
  });

  it('are compared by content, not by the order of keys or by who asks', () => {
    const one = canonicalRequest({ amountCents: 5, items: [{ title: 't', price_total_cents: 5, sku: null }], actor: 'ann' });
    const two = canonicalRequest({ items: [{ price_total_cents: 5, title: 't' }], amountCents: 5, actor: 'bob', requestId: 'x' });
    expect(one).toBe(two);
    expect(canonicalRequest({ amountCents: 6 })).not.toBe(canonicalRequest({ amountCents: 5 }));
  });
});
