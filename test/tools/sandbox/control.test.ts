import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BUYER, FOREIGN_BUYER, POOR_BUYER, startSandbox } from '../../sandbox/server.ts';
import { hashedText, isSecureHash } from '../../sandbox/domain/secure-hash.ts';
import recorded from './recorded.json' with { type: 'json' };
import { type Rig, checkedOut, checkout, hashOf, idOf, invoiced, openSandbox, someOrder } from './sandbox-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openSandbox();
});
afterEach(() => rig.close());

describe('the secure hash', () => {
  test.each(recorded.secureHashes)(
    'of the published order $order.merchant_order_id is right',
    ({ apiKey, order, text, sha256 }) => {
      expect(hashedText(apiKey, order)).toBe(`${apiKey}${text}`);
      expect(isSecureHash(apiKey, order, sha256)).toBe(true);
      expect(isSecureHash(apiKey, { ...order, amount_cents: 1 }, sha256)).toBe(false);
      expect(isSecureHash(apiKey, order, sha256.toUpperCase())).toBe(false);
    },
  );

  test('takes the line total from price_total_cents where both are there', () => {
    const item = { title: 'x', price_total_cents: 5, amount_cents: 6 };
    expect(hashedText('k', { order_items: [item, { amount_cents: 7, price_total_cents: null }] })).toBe('kx57');
  });
});

describe('the lightbox by control call', () => {
  test('makes an order of its own each time', async () => {
    const [first, second] = [await checkedOut(rig), await checkedOut(rig)];
    expect(first).not.toBe(second);
    expect((await rig.api('GET', `/orders/${first}`)).body).toMatchObject({
      status: 'accepted',
      secure_hash: expect.any(String),
    });
  });

  test('refuses a wrong hash with 422 and makes nothing', async () => {
    const answer = await checkout(rig, {}, { secure_hash: 'a'.repeat(64) });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ source: { parameter: 'secure_hash' } }] } });
    expect((await rig.api('GET', '/orders')).body).toEqual([]);
  });

  test('closed makes no order', async () => {
    expect(await checkout(rig, {}, { outcome: 'close' })).toMatchObject({ status: 200, body: { apruve_order_id: null } });
  });

  test.each([
    ['an unknown buyer', { buyer: 'nobody@example.test' }],
    ["another merchant's buyer", { buyer: FOREIGN_BUYER }],
    ['a buyer with too little credit', { buyer: POOR_BUYER }],
  ])('refuses %s with 422', async (_, choice) => {
    expect((await checkout(rig, {}, choice)).status).toBe(422);
    expect((await rig.api('GET', '/orders')).body).toEqual([]);
  });

  test('knows the buyer by email without regard to case', async () => {
    expect((await checkout(rig, {}, { buyer: BUYER.toUpperCase() })).status).toBe(200);
  });

  test('accepts the hash of flags sent as text', async () => {
    const order = { ...someOrder(rig), finalize_on_create: 'false', invoice_on_create: 'false' };
    const secure_hash = hashOf(rig.merchants.default.apiKey, { ...someOrder(rig), finalize_on_create: false });
    const answer = await rig.control('POST', '/lightbox', { order, secure_hash, outcome: 'accept' });
    expect(answer.status).toBe(200);
    expect((await rig.api('GET', '/orders')).body).toMatchObject([{ status: 'new', finalize_on_create: false }]);
  });
});

describe('the other control calls', () => {
  test('state shows everything in the shapes of the API', async () => {
    const order = await checkedOut(rig);
    const invoice = await invoiced(rig, order, 100);
    const { body } = await rig.control('GET', '/state');
    expect(body).toMatchObject({ orders: [(await rig.api('GET', `/orders/${order}`)).body], shipments: [], returns: [] });
    expect(body).toMatchObject({ invoices: [(await rig.api('GET', `/invoices/${invoice}`)).body] });
    const emails = z.object({ accounts: z.array(z.object({ authorized_buyers: z.array(z.object({ email: z.string() })) })) });
    expect(emails.parse(body).accounts.map((account) => account.authorized_buyers[0]?.email)).toEqual([
      BUYER,
      POOR_BUYER,
      FOREIGN_BUYER,
    ]);
  });

  test('requests are listed oldest first, with what was asked', async () => {
    await rig.api('GET', '/orders?page=1');
    await rig.api('POST', '/orders', { a: 1 });
    expect((await rig.control('GET', '/requests')).body).toEqual({
      items: [
        { at: expect.any(String), method: 'GET', path: '/api/v4/orders?page=1', status: 200, body: null },
        { at: expect.any(String), method: 'POST', path: '/api/v4/orders', status: 400, body: { a: 1 } },
      ],
    });
  });

  test('let the time of an order run out, which frees what it holds', async () => {
    const orderId = await checkedOut(rig);
    expect((await rig.control('POST', `/orders/${orderId}/expire`)).body).toMatchObject({ status: 'accepted' });
    const { body } = await rig.control('GET', '/state');
    expect(body).toMatchObject({ accounts: [{ credit_balance_cents: 0 }, {}, {}] });
  });

  test('lose the webhooks that are held', async () => {
    await rig.control('PUT', '/webhooks/mode', { hold: true });
    const { body: merchants } = await rig.control('GET', '/merchants');
    const [first] = z.object({ items: z.array(z.object({ id: z.string() })) }).parse(merchants).items;
    await rig.control('PATCH', `/merchants/${first?.id}`, { webhook_url: 'http://127.0.0.1:1/' });
    await checkedOut(rig);
    expect((await rig.control('POST', '/webhooks/lose')).body).toEqual({ lost: 2 });
    expect((await rig.control('POST', '/webhooks/flush')).body).toEqual({ released: 0 });
  });

  test('reset leaves the seeds only, under the same keys', async () => {
    const before = (await rig.control('GET', '/public-key.pem')).text;
    await checkedOut(rig);
    await rig.control('POST', '/faults', { status: 500, times: 5 });
    await rig.control('PUT', '/webhooks/mode', { hold: true });
    await rig.control('POST', '/reset');
    expect((await rig.api('GET', '/orders')).body).toEqual([]);
    expect((await rig.control('GET', '/webhooks/mode')).body).toMatchObject({ hold: false });
    expect((await rig.control('GET', '/state')).body).toMatchObject({ orders: [], accounts: [{}, {}, {}] });
    expect((await rig.control('GET', '/public-key.pem')).text).toBe(before);
    expect(before).toBe(rig.publicKeyPem);
  });

  test('make merchants and accounts of their own', async () => {
    const merchant = await rig.control('POST', '/merchants', { name: 'Third Shop' });
    const { id, api_key } = z.object({ id: z.string(), api_key: z.string() }).parse(merchant.body);
    const account = { merchant_id: id, email: 'third@example.test', credit_amount_cents: 500 };
    const made = await rig.control('POST', '/accounts', account);
    expect(made.body).toMatchObject({ merchant_uuid: id, credit_available_cents: 500 });
    await rig.control('PUT', `/accounts/${idOf(made)}`, { credit_amount_cents: 700 });
    expect((await rig.api('GET', `/merchants/${id}/corporate_accounts`, undefined, api_key)).body).toMatchObject([
      { credit_available_cents: 700 },
    ]);
  });

  test('accept and pay on unknown ids are 404', async () => {
    expect((await rig.control('POST', '/orders/x/accept')).status).toBe(404);
    expect((await rig.control('POST', '/invoices/x/pay')).status).toBe(404);
  });
});

test('a sandbox starts in well under a second, at a port of its own', async () => {
  const before = performance.now();
  const other = await startSandbox();
  expect(performance.now() - before).toBeLessThan(500);
  expect(other.port).not.toBe(rig.port);
  await other.close();
  await expect(fetch(other.url)).rejects.toThrow('fetch failed');
});
