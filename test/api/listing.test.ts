import { beforeAll, describe, expect, it } from 'vitest';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

describe('the list of checkouts', () => {
  const { api } = withApi();
  const numbers = ['LST-1', 'LST-2', 'LST_3', 'LST-4', 'LST-5'];
  beforeAll(async () => {
    for (const merchant_order_id of numbers) {
      const customer = { email: `${merchant_order_id}@example.test`, name: merchant_order_id === 'LST-4' ? 'Änne 100%' : 'Bea' };
      const order = orderBody({ merchant_order_id, po_number: `PO ${merchant_order_id}`, customer });
      const { body } = await api.post('/v1/checkouts', order);
      if (merchant_order_id === 'LST-2') await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    }
  });

  const found = async (query: string): Promise<string[]> => {
    const { status, body } = await api.get(`/v1/checkouts?${query}`);
    expect(status).toBe(200);
    return body.items.map((item: { merchant_order_id: string }) => item.merchant_order_id);
  };

  it('is newest first, in pages that miss and repeat nothing while new ones come', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await api.get(`/v1/checkouts?q=LST&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { merchant_order_id: string }) => item.merchant_order_id));
      cursor = body.next_cursor;
      await api.post('/v1/checkouts', orderBody());
    } while (cursor !== null);
    expect(seen).toEqual(numbers.toReversed());
  });

  it.each([
    ['status=canceled', ['LST-2']],
    ['payment_status=canceled&q=LST', ['LST-2']],
    ['q=lst-4@EXAMPLE', ['LST-4']],
    ['q=PO%20LST-5', ['LST-5']],
    ['q=%C3%84nne%20100%25', ['LST-4']],
    ['q=LST_', ['LST_3']],
    ['q=%25%25', []],
    ['channel=default&q=LST-1', ['LST-1']],
    ['channel=other', []],
    ['to=2020-01-01', []],
    ['from=2020-01-01T00:00:00%2B02:00&q=LST-1', ['LST-1']],
    ['from=2999-01-01', []],
  ])('is narrowed by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('refuses a cursor that was cut or changed on its way', async () => {
    const { next_cursor: cursor } = (await api.get('/v1/checkouts?q=LST&limit=1')).body;
    const broken = [
      cursor.slice(0, -1),
      cursor.slice(1),
      `${cursor}A`,
      `${cursor}%20`,
      Buffer.from('chk_x').toString('base64url'),
    ];
    for (const path of ['/v1/checkouts', '/v1/webhook-events'])
      for (const each of broken)
        expect(await api.get(`${path}?cursor=${each}`)).toMatchObject({
          status: 422,
          body: { code: 'invalid-request', errors: [{ path: 'cursor' }] },
        });
  });

  it.each(['GET', 'HEAD'])('is answered to a %s that declares a body it does not have', async (method) => {
    const headers = { authorization: `Bearer ${api.admin}`, 'content-type': 'application/json' };
    expect((await api.app.request('/v1/checkouts', { method, headers })).status).toBe(200);
  });

  it.each(['status=open', 'limit=0', 'limit=101', 'limit=x', 'from=yesterday', 'cursor=!', 'q=%00', 'colour=red'])(
    'refuses %s',
    async (query) => {
      expect(await api.get(`/v1/checkouts?${query}`)).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
    },
  );

  it.each([
    ['status=open', /^status: is "open"; send one of awaiting_authorization, .*, abandoned$/],
    ['limit=x', /^limit: is not a number; send a number$/],
    ['limit=101', /^limit: is 101; send 100 at most$/],
  ])('says what is wrong with %s', async (query, detail) => {
    expect((await api.get(`/v1/checkouts?${query}`)).body.detail).toMatch(detail);
  });

  it('answers the same checkout as the one asked for by id', async () => {
    const { body } = await api.get('/v1/checkouts?q=LST-1');
    expect((await api.get(`/v1/checkouts/${body.items[0].id}`)).body).toEqual(body.items[0]);
  });

  it.each([`chk_${'a'.repeat(26)}`, 'chk_1', '%00', 'x'.repeat(300)])('knows no checkout %s', async (id) => {
    expect(await api.get(`/v1/checkouts/${id}`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('stands beside the payment methods that a cart is offered', async () => {
    const offered = await api.get('/v1/payment-methods?currency=USD&amount_cents=5000&country=US', { key: api.storefront });
    expect(offered).toMatchObject({ status: 200, body: { items: [{ channel: 'default', mode: 'test', labels: { en: {} } }] } });
    expect(offered.headers.get('apruve-mode')).toBe('test');
    expect((await api.get('/v1/payment-methods?currency=EUR')).body).toEqual({ items: [] });
    expect((await api.get('/v1/payment-methods?amount_cents=1.5')).status).toBe(422);
  });
});
