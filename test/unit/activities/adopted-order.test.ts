import { describe, expect, it } from 'vitest';
import { wholeOrderSchema } from '../../../activities/apruve/entities.ts';
import { adoptedFacts, shopOrderOf, termsOf } from '../../../activities/upkeep/adopted-order.ts';
import { openingFacts } from '../../../workflows/rules/facts.ts';
import { statusOf } from '../../../workflows/rules/status.ts';
import { AT, invoiceRead, opened, orderRead, ORDER_ID } from '../rules/a-checkout.ts';

const NOW = '2026-04-01T12:00:00.000Z';
const LISTED = { fact: 'invoices-listed' } as const;
const shown = (changes: object) =>
  wholeOrderSchema.parse({
    id: ORDER_ID,
    merchant_id: 'm',
    merchant_order_id: '100',
    status: 'accepted',
    amount_cents: 10_000,
    currency: 'USD',
    expire_at: '2026-05-01T00:00:00-05:00',
    created_at: AT,
    ...changes,
  });

describe('an order as it is adopted', () => {
  it('keeps its lines in the fields of a shop’s order, and calls a line without a title by its SKU', () => {
    const order = shown({
      tax_cents: 800,
      shipping_cents: null,
      finalize_on_create: 'true',
      invoice_on_create: 'false',
      order_items: [
        {
          title: 'Gloves',
          quantity: 2,
          price_ea_cents: 100,
          price_total_cents: 200,
          product_url: 'https://shop.test/1',
          vendor: null,
        },
        { title: '', sku: 'BOOT-9', quantity: 1.5, amount_cents: 4_000 },
        { title: null },
      ],
    });
    expect(shopOrderOf(order, '100')).toEqual({
      merchant_order_id: '100',
      amount_cents: 10_000,
      currency: 'USD',
      tax_cents: 800,
      shipping_cents: 0,
      expire_at: '2026-05-01T00:00:00-05:00',
      po_number: null,
      finalize_on_create: true,
      invoice_on_create: false,
      order_items: [
        { title: 'Gloves', quantity: 2, price_ea_cents: 100, price_total_cents: 200, view_product_url: 'https://shop.test/1' },
        { title: 'BOOT-9', sku: 'BOOT-9', quantity: null, price_ea_cents: null, price_total_cents: 4_000 },
        { title: 'Item', quantity: null, price_ea_cents: null, price_total_cents: 0 },
      ],
    });
  });

  it('has Apruve’s defaults where it shows no lines and no flags', () => {
    const order = shopOrderOf(shown({}), '100');
    expect(order).toMatchObject({ finalize_on_create: true, invoice_on_create: true, order_items: [], tax_cents: 0 });
    expect(termsOf(order)).toMatchObject({ amountCents: 10_000, taxCents: 0, expireAt: '2026-05-01T00:00:00-05:00' });
  });
});

describe('what is known of an order when it is adopted', () => {
  const closedAt = '2026-03-10T07:00:00-05:00';
  const paid = (id: string, amountCents: number, at = closedAt) => [
    invoiceRead(id, 'closed', amountCents, { closedAt: at }),
    { fact: 'invoice-captured', invoiceId: id } as const,
  ];

  it('is version 1 of its facts, whatever Apruve shows', () => {
    const facts = adoptedFacts(opened(), [orderRead('accepted'), LISTED], NOW);
    expect(facts).toMatchObject({ version: 1, openedAt: AT, order: { status: 'accepted', acceptedAt: NOW }, end: null });
    expect(statusOf(facts)).toBe('authorized');
  });

  it('is an end at its last payment, where nothing is left', () => {
    const facts = adoptedFacts(
      opened(),
      [orderRead('accepted'), ...paid('a', 4_000), ...paid('b', 6_000, '2026-03-09T12:00:00.000Z'), LISTED],
      NOW,
    );
    expect(facts.end).toEqual({ status: 'paid', at: '2026-03-10T12:00:00.000Z' });
    expect(facts.invoices.map(({ capturedAt }) => capturedAt)).toEqual(['2026-03-10T12:00:00.000Z', '2026-03-09T12:00:00.000Z']);
  });

  it('is no end while a part is not invoiced, or an invoice is unpaid', () => {
    expect(adoptedFacts(opened(), [orderRead('accepted'), ...paid('a', 4_000), LISTED], NOW).end).toBeNull();
    const open = [...paid('a', 4_000), invoiceRead('b', 'open', 6_000)];
    expect(adoptedFacts(opened(), [orderRead('accepted'), ...open, LISTED], NOW).end).toBeNull();
  });

  it('is an end without money now where all was returned, because Apruve tells no time of it', () => {
    const returned = invoiceRead('a', 'closed', 10_000, { returnedCents: 10_000 });
    const { end } = adoptedFacts(opened(), [orderRead('accepted'), returned, LISTED], NOW);
    expect(end).toEqual({ status: 'canceled', at: NOW });
  });

  it.each([
    ['open', '2026-03-31T00:00:00-05:00', '2026-03-31T05:00:00.000Z'],
    ['open', NOW, NOW],
    ['open', '2026-04-02T00:00:00-05:00', null],
    ['open', null, null],
    ['pending', '2026-03-31T00:00:00-05:00', null],
    ['closed', '2026-03-31T00:00:00-05:00', null],
  ] as const)('of an invoice that is %s and due at %s is overdue since %s', (status, dueAt, overdueSince) => {
    const { invoices } = adoptedFacts(opened(), [orderRead('accepted'), invoiceRead('a', status, 4_000, { dueAt }), LISTED], NOW);
    expect(invoices[0]).toMatchObject({ overdueSince });
  });

  it('counts a funded invoice as paid from its funding where that is what counts', () => {
    const funded = invoiceRead('a', 'funded', 4_000, { fundedAt: NOW });
    const facts = adoptedFacts(openingFacts(opened().terms, AT), [orderRead('accepted'), funded, LISTED], NOW);
    expect(facts.invoices[0]).toMatchObject({ capturedAt: null });
    const counted = adoptedFacts(
      opened(),
      [orderRead('accepted'), funded, { fact: 'invoice-captured', invoiceId: 'a' }, LISTED],
      NOW,
    );
    expect(counted.invoices[0]).toMatchObject({ capturedAt: NOW });
  });
});
