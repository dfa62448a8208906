import { describe, expect, it } from 'vitest';
import { buyerOf, orderContent, poNumberOf } from '../../src/order.ts';
import type { Cart } from '../../src/shop.ts';

const boots = { title: 'Work boots', variant_sku: 'BOOT-9', variant_title: '42', quantity: 3 };
const cart = (changes: Partial<Cart> = {}): Cart => ({
  id: 'cart_1',
  email: 'buyer@example.test',
  tax_total: 8.5592,
  shipping_total: 7.56,
  shipping_tax_total: 0.56,
  items: [{ ...boots, total: 107.9892, tax_total: 7.9992 }],
  ...changes,
});

describe('the order of a cart', () => {
  it('has lines and shipping without tax, and adds up to the cent', () => {
    expect(orderContent(cart(), 11_555, 'USD')).toEqual({
      amount_cents: 11_555,
      tax_cents: 856,
      shipping_cents: 700,
      order_items: [{ title: 'Work boots', price_total_cents: 9_999, quantity: 3, sku: 'BOOT-9', variant_info: '42' }],
    });
  });

  it('keeps in the tax what is rounded in another place', () => {
    const items = [1, 2, 3].map(() => ({ ...boots, quantity: 1, total: 10, tax_total: 1.596_638_655 }));
    const content = orderContent(
      cart({ items, tax_total: 4.789_915_966, shipping_total: 0, shipping_tax_total: 0 }),
      3_000,
      'USD',
    );
    expect(content).toMatchObject({
      tax_cents: 480,
      order_items: [840, 840, 840].map((price_total_cents) => ({ price_total_cents })),
    });
  });

  it('is one line over the whole where a gift card or another payment is part of it, and without a cart', () => {
    const whole = {
      amount_cents: 5_000,
      tax_cents: 0,
      shipping_cents: 0,
      order_items: [{ title: 'Order', price_total_cents: 5_000 }],
    };
    expect(orderContent(cart(), 5_000, 'USD')).toEqual(whole);
    expect(orderContent(null, 5_000, 'USD')).toEqual(whole);
  });

  it('is of the customer who is signed in, else of the cart’s email', () => {
    const customer = { id: 'cus_1', email: 'ines@example.test', first_name: 'Ines', company_name: null };
    expect(buyerOf(cart(), { customer })).toEqual({ email: 'ines@example.test', name: 'Ines', id: 'cus_1' });
    expect(buyerOf(cart())).toEqual({ email: 'buyer@example.test', name: null, id: null });
  });

  it('has the purchase order number of the cart’s metadata', () => {
    expect(poNumberOf(cart({ metadata: { po_number: 'PO-7' } }))).toBe('PO-7');
    expect(poNumberOf(cart({ metadata: { po_number: 7 } }))).toBeNull();
  });
});
