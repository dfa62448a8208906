import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import type { InvoiceRequest, LineItem } from '../../../workflows/contract/messages.ts';
import { canonicalRequest, nextInvoiceNumber, nextShipmentNumber, planInvoice } from '../../../workflows/rules/invoice-plan.ts';
import { AT, authorized, invoiceRead } from './a-checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

const plan = (request: InvoiceRequest, facts = authorized()) => planInvoice(facts, 'N', request);
const line = (price_total_cents: number) => ({ title: 'Gloves', price_total_cents });
const reserved = (reservedCents: number): Fact => ({
  fact: 'step-unresolved',
  step: { step: 'invoice:M', since: AT, code: 'apruve-unreachable', tries: 1, retryAt: null, reservedCents },
});

describe('the amount of an invoice', () => {
  it.each<[string, InvoiceRequest, Facts, number, whole: boolean]>([
    ['the whole order by default', {}, authorized(), 10_000, true],
    ['the whole order, asked for', { amountCents: 10_000 }, authorized(), 10_000, true],
    ['the whole order in lines of its own', { items: [line(10_000)] }, authorized(), 10_000, false],
    ['the rest', {}, authorized(invoiceRead('a', 'open', 4_000)), 6_000, false],
    ['the rest beside one that may exist', {}, authorized(invoiceRead('a', 'open', 4_000), reserved(1_000)), 5_000, false],
    ['as asked', { amountCents: 250 }, authorized(), 250, false],
    [
      'the sum of lines, tax and shipping',
      { items: [line(1_000), line(-100)], taxCents: 50, shippingCents: 5 },
      authorized(),
      955,
      false,
    ],
    ['of lines alone', { items: [line(1_000)] }, authorized(), 1_000, false],
    ['of tax alone', { taxCents: 70 }, authorized(), 70, false],
    ['of shipping alone', { shippingCents: 30 }, authorized(), 30, false],
    ['lines and amount that agree', { amountCents: 1_000, items: [line(900)], taxCents: 100 }, authorized(), 1_000, false],
    ['an amount that holds tax and more', { amountCents: 500, taxCents: 100 }, authorized(), 500, false],
    ['an amount that is tax alone', { amountCents: 100, taxCents: 100 }, authorized(), 100, false],
  ])('is %s', (_, request, facts, amountCents, wholeOrder) => {
    expect(plan(request, facts)).toEqual({ number: 'N', amountCents, wholeOrder, request });
  });

  it.each<[string, InvoiceRequest, string, string]>([
    [
      'lines that do not give the amount',
      { amountCents: 1_000, items: [line(900)] },
      'amount-mismatch',
      'Lines, tax and shipping give 900 cents, the amount says 1000: $1.00 differ.',
    ],
    [
      'tax alone above the amount',
      { amountCents: 100, taxCents: 500 },
      'amount-mismatch',
      'Tax and shipping alone are 500 cents, the amount says 100.',
    ],
    ['nothing', { amountCents: 0 }, 'invalid-request', 'An invoice needs an amount above 0 in whole cents; this one has 0.'],
    ['no lines', { items: [] }, 'invalid-request', 'An invoice needs an amount above 0 in whole cents; this one has 0.'],
    [
      'less than nothing',
      { amountCents: -5 },
      'invalid-request',
      'An invoice needs an amount above 0 in whole cents; this one has -5.',
    ],
    [
      'a fraction of a cent',
      { amountCents: 10.5 },
      'invalid-request',
      'An invoice needs an amount above 0 in whole cents; this one has 10.5.',
    ],
  ])('is refused for %s', (_, request, code, message) => {
    expect(plan(request)).toStrictEqual({ code, message });
  });

  it.each([
    ['is invoiced', authorized(invoiceRead('a', 'open', 10_000))],
    ['is invoiced beyond it', authorized(invoiceRead('a', 'open', 10_500))],
  ])('has nothing left to default to when the order %s', (_, facts) => {
    const message = 'The whole amount of the order is invoiced. Name an amount to use the 10 % above it.';
    expect(plan({}, facts)).toEqual({ code: 'nothing-to-invoice', message });
    expect(plan({ taxCents: 5 }, facts)).toMatchObject({ amountCents: 5 });
  });
});

describe('the cap of 110 %', () => {
  it('allows exactly what is left, and says what is left when more is requested', () => {
    const facts = authorized(invoiceRead('a', 'open', 10_000));
    expect(plan({ amountCents: 1_000 }, facts)).toMatchObject({ amountCents: 1_000 });
    expect(plan({ amountCents: 1_001 }, facts)).toEqual({
      code: 'credit-exceeded',
      message: '$10.00 is left to invoice on this order (its limit is $110.00, 110 % of the order).',
      details: { remaining_cents: 1_000 },
    });
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
  it.each<[string[], string]>([
    [[], 'ORD-1'],
    [['INV-9'], 'ORD-2'],
    [['ORD-2'], 'ORD-3'],
    [['ORD-3', 'ORD-4'], 'ORD-5'],
    [['ORD-1', 'ORD-2'], 'ORD-3'],
  ])('follow the order number and skip what is taken: beside %j it is %s', (taken, number) => {
    expect(nextInvoiceNumber('ORD', new Set(taken))).toBe(number);
  });

  it('passes over the numbers of invoices that others made', () => {
    expect(nextInvoiceNumber('ORD', new Set(), ['ORD-1', 'ORD-2', 'B-7'])).toBe('ORD-3');
    expect(nextInvoiceNumber('ORD', new Set(['ORD-1']), ['ORD-2'])).toBe('ORD-3');
  });
});

describe('shipment numbers', () => {
  const shipped = (...numbers: string[]) => numbers.map((number) => ({ id: number, number, amountCents: 1 }));

  it.each<[string[], string[], string]>([
    [[], [], 'N-S1'],
    [['N-S1'], [], 'N-S2'],
    [['mine'], [], 'N-S2'],
    [['N-S2'], [], 'N-S3'],
    [['N-S1'], ['N-S2'], 'N-S3'],
    [['N-S1'], ['N-S1'], 'N-S2'],
  ])('follow the invoice number: beside %j, with %j in use, it is %s', (numbers, inUse, next) => {
    expect(nextShipmentNumber({ number: 'N', shipments: shipped(...numbers) }, inUse)).toBe(next);
  });

  it('are never one that a shipment was made with', () => {
    const renamed = { id: 'x', number: 'mine', madeAs: 'N-S2', amountCents: 1 };
    expect(nextShipmentNumber({ number: 'N', shipments: [renamed] })).toBe('N-S3');
  });

  it('need nothing in use', () => {
    expect(nextShipmentNumber({ number: 'N', shipments: [] })).toBe('N-S1');
  });
});

describe('two requests for one invoice number', () => {
  const asked: InvoiceRequest = { amountCents: 5, taxCents: 1, shippingCents: 1, items: [{ title: 't', price_total_cents: 3 }] };

  it.each<[string, InvoiceRequest]>([
    ['the caller and the id of the request', { ...asked, actor: 'bob', requestId: 'x' }],
    ['the order of keys', { ...asked, items: [{ price_total_cents: 3, title: 't' }] }],
    ['is null where the other has nothing', { ...asked, items: [{ title: 't', price_total_cents: 3, sku: null }] }],
    ['has no value where the other has nothing', { ...asked, items: [{ title: 't', price_total_cents: 3, sku: undefined }] }],
    ['says to issue it at once', { ...asked, issueOnCreate: true }],
  ])('are one, whatever %s', (_, other) => {
    expect(canonicalRequest(other)).toBe(canonicalRequest(asked));
  });

  it.each<[string, InvoiceRequest]>([
    ['amount', { ...asked, amountCents: 6 }],
    ['tax', { ...asked, taxCents: 2 }],
    ['shipping', { ...asked, shippingCents: 2 }],
    ['line', { ...asked, items: [{ title: 'u', price_total_cents: 3 }] }],
    ['number of lines', { amountCents: 5, taxCents: 1, shippingCents: 1 }],
    ['moment of issuing', { ...asked, issueOnCreate: false }],
    ['shipment', { ...asked, shipment: { trackingNumber: '1Z' } }],
  ])('are two with another %s', (_, other) => {
    expect(canonicalRequest(other)).not.toBe(canonicalRequest(asked));
  });

  it('differ by their shipment, in any order', () => {
    const one = canonicalRequest({ shipment: { trackingNumber: '1Z', shipper: 'UPS' } });
    expect(canonicalRequest({ shipment: { shipper: 'UPS', trackingNumber: '1Z' } })).toBe(one);
    expect(canonicalRequest({ shipment: { shipper: 'UPS', trackingNumber: '2Z' } })).not.toBe(one);
  });

  it('differ by the goods of their shipment; one that names nothing is none', () => {
    const ship = (items: LineItem[]) => canonicalRequest({ shipment: { amountCents: 3, items } });
    expect(ship([{ title: 't', price_total_cents: 3 }])).toBe(ship([{ price_total_cents: 3, title: 't', sku: null }]));
    expect(ship([{ title: 't', price_total_cents: 3 }])).not.toBe(ship([{ title: 'u', price_total_cents: 3 }]));
    expect(canonicalRequest({ shipment: {} })).toBe(canonicalRequest({}));
  });

  it('are compared by a text whose hash is stored, so it stays what it is', () => {
    const text = '[5,1,1,[[["price_total_cents",3],["title","t"]]],true,[["trackingNumber","1Z"]]]';
    expect(canonicalRequest({ ...asked, shipment: { trackingNumber: '1Z' } })).toBe(text);
  });
});
