import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FOREIGN_BUYER, POOR_BUYER } from '../../sandbox/server.ts';
import recorded from './recorded.json' with { type: 'json' };
import { type Rig, accountOf, checkedOut, idOf, offline, openSandbox, send, someOrder } from './sandbox-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openSandbox();
});
afterEach(() => rig.close());

const keysOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(keysOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, inner]) => (typeof inner === 'object' && inner !== null ? [key, keysOf(inner)] : key));
};

describe('who may ask', () => {
  test('a call without a key, or with a wrong one, is 401', async () => {
    expect((await send(`${rig.url}/api/v4/orders`)).status).toBe(401);
    expect((await rig.api('GET', '/orders', undefined, 'f'.repeat(32))).status).toBe(401);
  });

  test('spaces around the key do not matter', async () => {
    expect((await rig.api('GET', '/orders', undefined, ` ${rig.merchants.default.apiKey} `)).status).toBe(200);
  });

  test('an unknown id is 404 with the plain text Not Found', async () => {
    const answer = await rig.api('GET', `/orders/${'0'.repeat(32)}`);
    expect(answer).toMatchObject({ status: 404, text: 'Not Found' });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  });

  test("another merchant's order and profile are 404", async () => {
    const id = await checkedOut(rig);
    const { apiKey } = rig.merchants.second;
    expect((await rig.api('GET', `/orders/${id}`, undefined, apiKey)).status).toBe(404);
    expect((await rig.api('GET', `/merchants/${rig.merchants.default.merchantId}`, undefined, apiKey)).status).toBe(404);
    expect((await rig.api('GET', '/orders', undefined, apiKey)).body).toEqual([]);
  });
});

describe('offline orders', () => {
  test('are answered in the recorded shape, and wait for the buyer', async () => {
    const { request, answer } = recorded.offlineOrder;
    const account = await accountOf(rig);
    const made = await rig.api('POST', '/orders', {
      ...request,
      merchant_id: rig.merchants.default.merchantId,
      shopper_id: account.shopperId,
      payment_term: { corporate_account_id: account.id },
    });
    expect(made.status).toBe(201);
    expect(keysOf(made.body)).toEqual(keysOf(answer));
    expect(made.body).toMatchObject({
      status: 'pending',
      tax_cents: 0,
      shipping_cents: 500,
      payment_terms: { status: 'accepted' },
    });
    expect(made.body).toMatchObject({ expire_at: '2018-07-07T23:59:59-05:00', final_state_at: null });
  });

  test('expire after 45 days where nothing else is said', async () => {
    const days = 45 * 86_400_000;
    const { body } = await offline(rig);
    expect(body).toMatchObject({ expire_at: expect.stringMatching(/T23:59:59-0[56]:00$/) });
    const { expire_at } = body as { expire_at: string };
    expect(Math.abs(Date.parse(expire_at) - Date.now() - days)).toBeLessThan(2 * 86_400_000);
  });

  test('are accepted once the buyer confirms', async () => {
    const id = idOf(await offline(rig));
    await rig.control('POST', `/orders/${id}/accept`);
    expect((await rig.api('GET', `/orders/${id}`)).body).toMatchObject({ status: 'accepted' });
  });

  test.each([
    ['merchant_id', { merchant_id: undefined }],
    ['amount_cents', { amount_cents: undefined }],
    ['amount_cents', { amount_cents: 12.5 }],
    ['shopper_id', { shopper_id: undefined }],
    ['shopper_id', { shopper_id: '0'.repeat(32) }],
    ['payment_term', { payment_term: undefined }],
    ['payment_term.corporate_account_id', { payment_term: { corporate_account_id: '0'.repeat(32) } }],
    ['order_items.0.title', { order_items: [{ price_total_cents: 1 }] }],
    ['expire_at', { expire_at: 'soon' }],
  ])('without a good %s are refused with its name', async (parameter, changes) => {
    const answer = await offline(rig, changes);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ source: { parameter } }] });
    expect((await rig.api('GET', '/orders')).body).toEqual([]);
  });

  test("cannot use another merchant's account", async () => {
    const state = await rig.control('GET', '/state');
    const { accounts } = state.body as { accounts: { id: string; authorized_buyers: { id: string; email: string }[] }[] };
    const foreign = accounts.find((account) => account.authorized_buyers[0]?.email === FOREIGN_BUYER);
    const answer = await offline(rig, {
      shopper_id: foreign?.authorized_buyers[0]?.id,
      payment_term: { corporate_account_id: foreign?.id },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ source: { parameter: 'payment_term.corporate_account_id' } }] },
    });
  });

  test('of another merchant are 403, beyond the credit 400', async () => {
    expect((await offline(rig, { merchant_id: rig.merchants.second.merchantId })).status).toBe(403);
    expect(await offline(rig, {}, POOR_BUYER)).toMatchObject({ status: 400, body: { errors: [{ title: 'Not enough credit' }] } });
  });

  test('may be wrapped, with flags and amounts as text', async () => {
    const account = await accountOf(rig);
    const order = { ...someOrder(rig), amount_cents: '11500', finalize_on_create: 'false', invoice_on_create: 'false' };
    const body = { ...order, shopper_id: account.shopperId, payment_term: { corporate_account_id: account.id } };
    const made = await rig.api('POST', '/orders/', { order: body });
    expect(made).toMatchObject({ status: 201, body: { amount_cents: 11_500, finalize_on_create: false, status: 'new' } });
  });
});

describe('accounts', () => {
  test('are found by email without regard to case, in the recorded shape', async () => {
    const path = `/merchants/${rig.merchants.default.merchantId}/corporate_accounts`;
    const { body } = await rig.api('GET', `${path}?email=BUYER%40example.test`);
    expect(keysOf(body)).toEqual([keysOf(recorded.corporateAccount)]);
    expect(body).toMatchObject([{ credit_available_cents: 100_000_000, credit_balance_cents: 0 }]);
    expect((await rig.api('GET', `${path}?email=nobody%40example.test`)).body).toEqual([]);
    expect((await rig.api('GET', `${path}?email=${encodeURIComponent(FOREIGN_BUYER)}`)).body).toEqual([]);
  });

  test('with a plus in the email are found only when it is encoded', async () => {
    const merchant_id = rig.merchants.default.merchantId;
    await rig.control('POST', '/accounts', { merchant_id, email: 'a+b@example.test' });
    const path = `/merchants/${merchant_id}/corporate_accounts`;
    expect((await rig.api('GET', `${path}?email=a%2Bb@example.test`)).body).toHaveLength(1);
    expect((await rig.api('GET', `${path}?email=a+b@example.test`)).body).toEqual([]);
  });
});

test('webhook endpoints are made, listed and deleted', async () => {
  const path = `/merchants/${rig.merchants.default.merchantId}/webhook_endpoints`;
  const made = await rig.api('POST', path, { webhook_endpoint: { url: 'https://example.com/test', version: 'v4' } });
  expect(made).toMatchObject({ status: 201, body: { version: 'v4', url: 'https://example.com/test' } });
  expect((await rig.api('GET', path)).body).toEqual([made.body]);
  expect((await rig.api('DELETE', `${path}/${idOf(made)}`)).status).toBe(200);
  expect((await rig.api('GET', path)).body).toEqual([]);
});
