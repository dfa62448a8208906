import { describe, expect, it } from 'vitest';
import { invalidRequest } from '../../../api/http/on-error.ts';
import { newCheckoutSchema, toCustomer, toShopOrder } from '../../../api/v1/checkouts/order-schema.ts';

const line = { title: 'Safety gloves', price_total_cents: 6_000 };
const order = { merchant_order_id: 'ORD-1', amount_cents: 6_000, order_items: [line] };

const lines = (count: number) => Array.from({ length: count }, () => ({ ...line }));

/** The faults that a body is refused with, as `path: message`. */
function faultsOf(body: unknown): string[] {
  const parsed = newCheckoutSchema.safeParse(body);
  const errors = parsed.success ? [] : (invalidRequest(parsed.error).details.errors ?? []);
  return errors.map(({ path, message }) => `${path}: ${message}`);
}

describe('the order that a shop sends', () => {
  it('gets its defaults: USD, finalized, not invoiced by Apruve, no tax, no shipping', () => {
    expect(toShopOrder(newCheckoutSchema.parse(order))).toEqual({
      merchant_order_id: 'ORD-1',
      amount_cents: 6_000,
      currency: 'USD',
      tax_cents: 0,
      shipping_cents: 0,
      expire_at: null,
      po_number: null,
      finalize_on_create: true,
      invoice_on_create: false,
      order_items: [{ title: 'Safety gloves', quantity: null, price_ea_cents: null, price_total_cents: 6_000 }],
    });
  });

  it('is the same order whether a value is absent or null', () => {
    const nulls = { ...order, tax_cents: null, shipping_cents: null, expire_at: null, po_number: null, customer: null };
    expect(toShopOrder(newCheckoutSchema.parse(nulls))).toEqual(toShopOrder(newCheckoutSchema.parse(order)));
    expect(toCustomer(newCheckoutSchema.parse(nulls))).toEqual(toCustomer(newCheckoutSchema.parse(order)));
  });

  it('is the same order whatever is absent, null or given as its default', () => {
    const texts = { description: null, variant_info: null, sku: null, vendor: null, merchant_notes: null, plan_code: null };
    const nulls = { ...line, ...texts, view_product_url: null, quantity: null, price_ea_cents: null, amount_cents: null };
    const absent = toShopOrder(newCheckoutSchema.parse(order));
    for (const same of [
      { ...order, channel: null, currency: null, finalize_on_create: null, invoice_on_create: null, order_items: [nulls] },
      { ...order, channel: 'default', currency: 'USD', finalize_on_create: true, invoice_on_create: false, tax_cents: 0 },
    ])
      expect(JSON.stringify(toShopOrder(newCheckoutSchema.parse(same)))).toBe(JSON.stringify(absent));
  });

  it('has its number, its email and its texts trimmed and composed, once', () => {
    const given = {
      ...order,
      merchant_order_id: ' Cafe\u0301-1\n',
      customer: { email: ' bea@example.test ', name: ' Be\u0301a ' },
    };
    const read = newCheckoutSchema.parse(given);
    expect(read).toMatchObject({ merchant_order_id: 'Café-1', customer: { email: 'bea@example.test', name: 'Béa' } });
    expect(newCheckoutSchema.parse(read)).toEqual(read);
  });

  it('has a long description cut between characters, and no other text', () => {
    const description = (text: string) =>
      newCheckoutSchema.parse({ ...order, order_items: [{ ...line, description: text }] }).order_items[0]?.description;
    expect(description('a'.repeat(3_500))).toBe('a'.repeat(3_500));
    expect(description(`<b>${'a'.repeat(3_500)}</b>`)).toBe('a'.repeat(3_500));
    expect(description('a'.repeat(3_501))).toBe(`${'a'.repeat(3_499)}…`);
    expect(description(`${'a'.repeat(3_498)}😀b`)).toBe(`${'a'.repeat(3_498)}…`);
    expect(description(description('a b '.repeat(9_999)) ?? '')).toBe(description('a b '.repeat(9_999)));
    expect(faultsOf({ ...order, order_items: [{ ...line, merchant_notes: 'a'.repeat(3_501) }] })).toEqual([
      'order_items.0.merchant_notes: is longer than 3500 characters',
    ]);
  });

  it.each(['@', 'a@', '@b', 'a b@c', 'a'])('has no buyer with the email %j', (email) => {
    expect(faultsOf({ ...order, customer: { email } })).toEqual(['customer.email: is not an email address']);
  });

  it.each(['javascript:alert(1)', 'java\tscript:x', '/boots', 'ftp://shop.test'])('links no line to %j', (view_product_url) => {
    expect(faultsOf({ ...order, order_items: [{ ...line, view_product_url }] })).toEqual([
      'order_items.0.view_product_url: is not a web address that begins with http:// or https://',
    ]);
  });

  it('has its texts cleaned of tags and line breaks, once', () => {
    const items = [{ ...line, title: ' Work <b>boots</b>\r\nblack ', description: 'a\nb' }];
    const [cleaned] = toShopOrder(newCheckoutSchema.parse({ ...order, order_items: items })).order_items;
    expect(cleaned).toMatchObject({ title: 'Work boots black', description: 'a b' });
  });

  it('takes the older name of a line total, and refuses two that differ', () => {
    const older = newCheckoutSchema.parse({ ...order, order_items: [{ title: 'a', amount_cents: 6_000 }] });
    expect(toShopOrder(older).order_items[0]).not.toHaveProperty('amount_cents');
    expect(toShopOrder(older).order_items[0]?.price_total_cents).toBe(6_000);
    expect(faultsOf({ ...order, order_items: [{ ...line, amount_cents: 5 }] })).toEqual([
      'order_items.0.amount_cents: differs from price_total_cents; send one of them',
    ]);
    expect(faultsOf({ ...order, order_items: [{ title: 'a' }] })).toEqual([
      'order_items.0.price_total_cents: is missing: the total of the line in cents',
    ]);
  });

  it('keeps expire_at as the text that came', () => {
    const expire_at = '2016-08-18T10:36:54-05:00';
    expect(toShopOrder(newCheckoutSchema.parse({ ...order, expire_at })).expire_at).toBe(expire_at);
  });

  it('takes a discount as a negative line', () => {
    const items = [line, { title: 'Discount', quantity: 1, price_ea_cents: -100, price_total_cents: -100 }];
    expect(faultsOf({ ...order, order_items: items })).toEqual([]);
  });

  it.each([
    ['an unknown field', { ...order, accepts_payment_terms: true }, 'accepts_payment_terms: is not a known field'],
    ['an unknown field of a line', { ...order, order_items: [{ ...line, x: 1 }] }, 'order_items.0.x: is not a known field'],
    ['a fraction of a cent', { ...order, amount_cents: 1.5 }, 'amount_cents: is 1.5; send a whole number of cents'],
    ['no amount', { ...order, amount_cents: 0 }, 'amount_cents: is 0; send 1 or more'],
    ['too many cents', { ...order, amount_cents: 1e12 + 1 }, 'amount_cents: is 1000000000001; send 1000000000000 at most'],
    ['a negative tax', { ...order, tax_cents: -1 }, 'tax_cents: is -1; send 0 or more'],
    ['no lines', { ...order, order_items: [] }, 'order_items: needs at least one line'],
    ['501 lines', { ...order, order_items: lines(501) }, 'order_items: has more than 500 lines'],
    ['a long order number', { ...order, merchant_order_id: 'x'.repeat(65) }, 'merchant_order_id: is longer than 64 characters'],
    [
      'an order number with a line break',
      { ...order, merchant_order_id: 'a\nb' },
      'merchant_order_id: has line breaks, tags or double spaces',
    ],
    ['a title of tags alone', { ...order, order_items: [{ ...line, title: '<br>' }] }, 'order_items.0.title: is empty'],
    ['a NUL', { ...order, po_number: 'a\0b' }, 'po_number: has characters that no text may have'],
    ['half a character', { ...order, po_number: '\ud83d' }, 'po_number: has characters that no text may have'],
    [
      'a time without an offset',
      { ...order, expire_at: '2030-01-31T12:00:00' },
      'expire_at: is not an ISO 8601 time with an offset, such as 2030-01-31T12:00:00Z',
    ],
  ])('is refused with %s', (_, body, fault) => {
    expect(faultsOf(body)).toContain(fault);
  });

  it.each([
    ['a text that is missing', { ...order, merchant_order_id: undefined }, 'merchant_order_id: is missing; send a text'],
    [
      'an amount that is missing',
      { ...order, amount_cents: undefined },
      'amount_cents: is missing; send a whole number of cents',
    ],
    ['a number for a text', { ...order, merchant_order_id: 12 }, 'merchant_order_id: is 12; send a text'],
    ['a text for a number', { ...order, amount_cents: '12' }, 'amount_cents: is "12"; send a whole number of cents'],
    ['a negative amount', { ...order, amount_cents: -5 }, 'amount_cents: is -5; send 1 or more'],
    ['a text for a flag', { ...order, invoice_on_create: 'yes' }, 'invoice_on_create: is "yes"; send true or false'],
    ['an object for lines', { ...order, order_items: {} }, 'order_items: is an object; send a list'],
    ['a list for the buyer', { ...order, customer: ['x'.repeat(99)] }, 'customer: is a list; send an object'],
    [
      'a negative quantity',
      { ...order, order_items: [{ ...line, quantity: -10 }] },
      'order_items.0.quantity: is -10; send 0 or more',
    ],
    [
      'part of a thing',
      { ...order, order_items: [{ ...line, quantity: 1.5 }] },
      'order_items.0.quantity: is 1.5; send a whole number',
    ],
    ['a text for a body', 'x'.repeat(99), `: is "${'x'.repeat(39)}…; send an object`],
  ])('is told what came and what to send: %s', (_, body, fault) => {
    expect(faultsOf(body)).toEqual([fault]);
  });

  it('is not told more than a hundred faults', () => {
    const unknown = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`x${n}`, n]));
    expect(faultsOf({ ...order, ...unknown })).toHaveLength(100);
  });

  it('may have 500 lines and 64 characters', () => {
    expect(faultsOf({ ...order, merchant_order_id: 'x'.repeat(64), order_items: lines(500) })).toEqual([]);
  });
});
