import { describe, expect, test } from 'vitest';
import { aCheckout, aRefusal, aShop, SHOP_KEY } from './a-shop.ts';

const ID = 'chk_aaaaaaaaaaaaaaaaaaaaaaaaaa';
const created = () => Response.json(aCheckout(), { status: 201 });

async function placed(shop: ReturnType<typeof aShop>): Promise<Response> {
  await shop.post('/shop/cart', { sku: 'HEL-200', quantity: '1' });
  return shop.post('/shop/orders', { email: 'buyer@example.test', po: 'PO 7' });
}

describe('the demo shop', () => {
  test('places the order with prices of its own and the key on the server', async () => {
    const shop = aShop(created);
    const answer = await placed(shop);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/shop/orders/${ID}`);
    const [{ key, path, body } = { key: '', path: '', body: {} }] = shop.calls;
    expect({ key, path }).toEqual({ key: `Bearer ${SHOP_KEY}`, path: '/v1/checkouts' });
    expect(body).toMatchObject({ amount_cents: 4_545, tax_cents: 205, shipping_cents: 1_850, po_number: 'PO 7' });
  });

  test('hands order and hash to apruve.js, and nothing secret', async () => {
    const shop = aShop(created);
    await placed(shop);
    const page = await shop.get(`/shop/orders/${ID}`);
    const text = await page.text();
    expect(text).toContain('<script src="https://apruve.test/js/v4/apruve.js">');
    expect(text).toContain('data-secure-hash="abc"');
    expect(text).toContain('data-shopper="buyer@example.test"');
    // A number or a name may turn the direction of writing: it turns that of its own text alone.
    expect(text).toContain('<bdi>NS-1</bdi>');
    expect(text).not.toContain(SHOP_KEY);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self' https://apruve.test;");
    expect(policy).toContain('frame-src https://apruve.test;');
  });

  test('gives the same cart the same order number, so that a double click is one order', async () => {
    const shop = aShop(created);
    await placed(shop);
    await shop.post('/shop/orders', { email: 'buyer@example.test' });
    const [first, second] = shop.calls.map(({ body }) => body['merchant_order_id']);
    expect(first).toMatch(/^NS-[A-Z2-9]{8}$/);
    expect(second).toBe(first);
  });

  test('takes a changed cart back and orders it under a new number', async () => {
    let opened = 0;
    const shop = aShop(({ path }) => {
      if (path !== '/v1/checkouts') return Response.json(aCheckout({ status: 'canceled' }));
      opened += 1;
      return opened === 2 ? aRefusal(409, 'order-conflict') : created();
    });
    await placed(shop);
    await shop.post('/shop/orders', { email: 'other@example.test' });
    expect(shop.calls.map(({ path }) => path)).toEqual([
      '/v1/checkouts',
      '/v1/checkouts',
      `/v1/checkouts/${ID}/cancel`,
      '/v1/checkouts',
    ]);
    expect(shop.calls.at(-1)?.body['merchant_order_id']).not.toBe(shop.calls[0]?.body['merchant_order_id']);
  });

  test('says why an order was refused, beside the cart', async () => {
    const shop = aShop(() => aRefusal(422, 'payment-method-unavailable'));
    const answer = await placed(shop);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('payment-method-unavailable, in words');
  });

  test('shows no order to a browser that did not place it', async () => {
    const shop = aShop(created);
    expect((await shop.get(`/shop/orders/${ID}`)).status).toBe(404);
    await placed(shop);
    const value = shop.jar.get('shop') ?? '';
    shop.jar.set('shop', `x${value}`);
    expect((await shop.get(`/shop/orders/${ID}`)).status).toBe(404);
  });

  test('goes on checking when the API promises an answer, and empties the cart', async () => {
    const shop = aShop(({ path }) => Response.json(aCheckout(), { status: path.endsWith('/authorization') ? 202 : 200 }));
    await placed(shop);
    const answer = await shop.post(`/shop/orders/${ID}/authorization`, { apruve_order_id: 'a1b2' });
    expect(answer.status).toBe(303);
    const text = await (await shop.get(`/shop/orders/${ID}`)).text();
    expect(text).toContain('We are still checking');
    expect(text).toContain('data-refresh="3"');
    expect(await (await shop.get('/shop/cart')).text()).toContain('Nothing is in it yet');
  });

  test('tells a mismatch without telling of the other order', async () => {
    const shop = aShop(({ path }) => (path.endsWith('/authorization') ? aRefusal(422, 'authorization-mismatch') : created()));
    await placed(shop);
    const answer = await shop.post(`/shop/orders/${ID}/authorization`, { apruve_order_id: 'a1b2' });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain('The order was not placed');
    expect(text).not.toContain('in words');
    expect(text).toContain('Try again');
  });

  test('takes no form from another site', async () => {
    const shop = aShop(created);
    const answer = await shop.post('/shop/cart', { sku: 'HEL-200', quantity: '1' }, { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(403);
    expect(shop.jar.size).toBe(0);
  });
});
