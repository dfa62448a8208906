import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAmount } from '../../../workflows/rules/money.ts';
import { PRODUCTS } from '../../../api/web/shop/catalogue.ts';
import { orderView } from '../../../api/web/shop/order-state.ts';
import { priceCart, withQuantity, type Cart } from '../../../api/web/shop/totals.ts';

const carts = fc
  .array(fc.record({ sku: fc.constantFrom(...PRODUCTS.map(({ sku }) => sku)), quantity: fc.integer({ min: -2, max: 2_000 }) }))
  .map((wishes) => wishes.reduce<Cart>((cart, { sku, quantity }) => withQuantity(cart, sku, quantity), {}));

describe('the totals of a cart', () => {
  test('are whole cents that add up, whatever is in it', () => {
    fc.assert(
      fc.property(carts, (cart) => {
        const { lines, goodsCents, taxCents, shippingCents, amountCents } = priceCart(cart);
        expect(lines.reduce((total, line) => total + line.totalCents, 0)).toBe(goodsCents);
        expect(goodsCents + taxCents + shippingCents).toBe(amountCents);
        expect([goodsCents, taxCents, shippingCents].every(Number.isSafeInteger)).toBe(true);
        expect(Math.abs(taxCents * 10_000 - goodsCents * 825)).toBeLessThanOrEqual(5_000);
      }),
    );
  });

  test('have free shipping from $500', () => {
    expect(priceCart({ 'HEL-200': 20 })).toMatchObject({ goodsCents: 49_800, shippingCents: 1_850 });
    expect(priceCart({ 'HEL-200': 21 })).toMatchObject({ goodsCents: 52_290, shippingCents: 0 });
  });

  test('know nothing that is not in the catalogue', () => {
    expect(priceCart({ 'NO-SUCH': 3 }).amountCents).toBe(0);
  });
});

describe('an amount that somebody typed', () => {
  test.each([
    ['115', 11_500],
    ['115.5', 11_550],
    ['115.05', 11_505],
    ['$1,150.00', 115_000],
    ['0.01', 1],
    ['12.345', null],
    ['1,15', null],
    ['-3', null],
    ['1e3', null],
    ['', null],
    ['12345678901', null],
  ])('%s is %s cents', (text, cents) => {
    expect(parseAmount(text)).toBe(cents);
  });
});

describe('the page of an order', () => {
  const about = (
    status: 'awaiting_authorization' | 'authorized' | 'declined',
    attention: { code: 'authorization-mismatch'; message: string; since: string } | null,
  ) => ({
    id: 'chk_a',
    mode: 'test' as const,
    merchant_order_id: 'NS-1',
    status,
    currency: 'USD',
    amount_cents: 1,
    tax_cents: 0,
    shipping_cents: 0,
    order_items: [],
    po_number: null,
    attention,
    lightbox: null,
    created_at: '2026-01-01T00:00:00Z',
  });
  const mismatch = { code: 'authorization-mismatch', message: '', since: '2026-01-01T00:00:00Z' } as const;

  test('follows the status, and before that what the lightbox said', () => {
    const nothing = { closed: false, apruveOrderId: null };
    expect(orderView(about('awaiting_authorization', null), nothing)).toBe('authorize');
    expect(orderView(about('awaiting_authorization', null), { ...nothing, closed: true })).toBe('closed');
    expect(orderView(about('awaiting_authorization', null), { closed: true, apruveOrderId: 'a' })).toBe('checking');
    expect(orderView(about('awaiting_authorization', mismatch), { closed: false, apruveOrderId: 'a' })).toBe('failed');
    expect(orderView(about('authorized', null), { closed: true, apruveOrderId: null })).toBe('placed');
    expect(orderView(about('declined', null), nothing)).toBe('failed');
  });
});
