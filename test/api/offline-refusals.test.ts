import { describe, expect, it } from 'vitest';
import { control, fault } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

const POST = '/v1/offline-checkouts';

describe('an offline order', () => {
  const { rig, api } = withApi();

  const merchantId = () => rig.sandbox.merchants.default.merchantId;
  const anAccount = (email: string, more: Record<string, unknown> = {}): Promise<{ id: string }> =>
    control(rig, 'POST', '/accounts', { merchant_id: merchantId(), email, ...more });
  const atApruve = async (number: unknown) => {
    const { orders } = await control<{ orders: Record<string, unknown>[] }>(rig, 'GET', '/state');
    return orders.filter((order) => order['merchant_order_id'] === number);
  };
  const rowsOf = async (path: string) =>
    (await api.get(`${path}/transactions`)).body.items.map((row: Record<string, unknown>) => [
      row['action'],
      row['active'],
      row['successful'],
    ]);

  it.each([
    ['a storefront key', {}, { storefront: true }, 403, 'forbidden'],
    ['no email', { customer: { name: 'Bea' } }, {}, 422, 'invalid-request'],
    ['no customer', { customer: undefined }, {}, 422, 'invalid-request'],
    ['an unknown field', { sneaky: 1 }, {}, 422, 'invalid-request'],
    ['amounts that do not add up', { amount_cents: 11_501 }, {}, 422, 'amount-mismatch'],
  ])(
    'is refused with %s, before anything is stored',
    async (_, change, { storefront = false }: { storefront?: boolean }, status, code) => {
      const order = orderBody(change);
      const answer = await api.post(POST, order, storefront ? { key: api.storefront } : {});
      expect(answer).toMatchObject({ status, body: { code } });
      expect((await api.get(`/v1/checkouts?q=${String(order['merchant_order_id'])}`)).body.items).toEqual([]);
    },
  );

  it.each([
    ['nobody at Apruve', 'nobody@example.test', 'unknown-buyer'],
    ['only at another merchant', 'foreign@example.test', 'unknown-buyer'],
  ])('refuses a buyer who is known %s, and ends without money', async (_, email, code) => {
    const order = orderBody({ customer: { email } });
    expect(await api.post(POST, order)).toMatchObject({ status: 422, body: { code } });
    const { items } = (await api.get(`/v1/checkouts?q=${String(order['merchant_order_id'])}`)).body;
    expect(items).toMatchObject([{ status: 'declined', payment_status: 'declined', attempt: 1, attention: null }]);
    expect(await rowsOf(`/v1/checkouts/${items[0].id}`)).toEqual([
      ['purchase', false, false],
      ['buyer_refused', false, false],
    ]);
    expect(await atApruve(order['merchant_order_id'])).toEqual([]);
  });

  it('refuses too little credit and says how much there is; with more the next attempt goes through', async () => {
    const email = `small+${merchantId()}@example.test`;
    const account = await anAccount(email, { credit_amount_cents: 11_499 });
    const order = orderBody({ customer: { email } });
    expect(await api.post(POST, order)).toMatchObject({
      status: 422,
      body: { code: 'insufficient-credit', available_cents: 11_499, type: '/problems/insufficient-credit' },
    });
    await control(rig, 'PATCH', `/accounts/${account.id}`, { credit_amount_cents: 11_500 });
    expect(await api.post(POST, order)).toMatchObject({ status: 201, body: { attempt: 2, status: 'awaiting_approval' } });
  });

  it('asks which account pays where the buyer has several', async () => {
    const email = 'two@example.test';
    const [first, second] = [await anAccount(email), await anAccount(email)];
    const order = orderBody({ customer: { email } });
    const asked = await api.post(POST, order);
    expect(asked).toMatchObject({ status: 422, body: { code: 'ambiguous-buyer', errors: [{ path: 'corporate_account_id' }] } });
    for (const { id } of [first, second]) expect(asked.body.errors[0].message).toContain(id);
    const foreign = await anAccount('other@example.test');
    expect(await api.post(POST, { ...order, corporate_account_id: foreign.id })).toMatchObject({
      status: 422,
      body: { code: 'unknown-buyer', errors: [{ path: 'corporate_account_id' }] },
    });
    const placed = await api.post(POST, { ...order, corporate_account_id: second.id });
    expect(placed).toMatchObject({ status: 201, body: { attempt: 3 } });
    const { items } = (await api.get(`/v1/checkouts/${placed.body.id}/transactions`)).body;
    expect(items[1].request.body).toMatchObject({ payment_term: { corporate_account_id: second.id } });
  });

  it('tells Apruve’s own refusal, keeps its row, and frees the number', async () => {
    const order = orderBody();
    const body = { errors: [{ title: 'The account is suspended', detail: 'Ask the buyer to pay' }] };
    await fault(rig, { method: 'POST', path: '/orders', times: 1, status: 400, body });
    expect(await api.post(POST, order)).toMatchObject({
      status: 422,
      body: { code: 'refused-by-apruve', detail: 'The account is suspended: Ask the buyer to pay' },
    });
    const { items } = (await api.get(`/v1/checkouts?q=${String(order['merchant_order_id'])}`)).body;
    expect(await rowsOf(`/v1/checkouts/${items[0].id}`)).toEqual([
      ['purchase', false, false],
      ['place_order', false, false],
    ]);
    expect(await api.post(POST, order)).toMatchObject({ status: 201, body: { attempt: 2 } });
  });
});
