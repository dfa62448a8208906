import { findLatestAttempt, type CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { ENVIRONMENT_CHANNEL } from '../../workflows/contract/channel.ts';
import { changeCheckout } from '../support/tables.ts';
import { aKey } from './api.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

describe('the list of checkouts', () => {
  const { rig, api, shop } = withApi();
  const numbers = ['LST-1', 'LST-2', 'LST_3', 'LST-4', 'LST-5'];
  beforeAll(async () => {
    for (const merchant_order_id of numbers) {
      const name = merchant_order_id === 'LST-4' ? 'Änne 100%' : 'Bea';
      const customer = { email: `${merchant_order_id}@example.test`, id: `buyer-${merchant_order_id}`, name };
      const order = orderBody({ merchant_order_id, po_number: `PO ${merchant_order_id}`, customer });
      const { body } = await api.post('/v1/checkouts', order);
      if (merchant_order_id === 'LST-2') await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    }
    const since = new Date().toISOString();
    const needs = (code: string) => ({ attention: { code, message: 'Somebody is needed.', since } });
    await mark('LST_3', { overdue: true, ...needs('apruve-auth') });
    await mark('LST-4', needs('notification-failed'));
  });

  const mark = async (number: string, shown: Partial<CheckoutRow>) => {
    const row = await findLatestAttempt(rig.ledger.db, ENVIRONMENT_CHANNEL, number);
    await changeCheckout(rig.ledger.db, row?.id ?? '', shown);
  };

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
    ['oldest', (all: string[]) => all],
    ['newest', (all: string[]) => all.toReversed()],
    // All are over the same amount: their ids decide, one way and the other.
    ['amount_cents', (all: string[]) => all.toSorted()],
  ])('is sorted by %s, page after page', async (sort, of) => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await api.get(`/v1/checkouts?q=LST&limit=2&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { merchant_order_id: string }) => item.merchant_order_id));
      cursor = body.next_cursor;
    }
    expect(sort === 'amount_cents' ? seen.toSorted() : seen).toEqual(of(numbers));
  });

  it.each([
    ['status=canceled', ['LST-2']],
    ['payment_status=canceled&q=LST', ['LST-2']],
    ['q=lst-4@EXAMPLE', ['LST-4']],
    ['q=PO%20LST-5', ['LST-5']],
    ['q=%C3%84nne%20100%25', ['LST-4']],
    ['q=LST_', ['LST_3']],
    ['q=%25%25', []],
    ['customer=lst-5@EXAMPLE.test', ['LST-5']],
    ['customer=BUYER-lst-1', ['LST-1']],
    ['customer=5@example.test', []],
    ['merchant_order_id=LST-1', ['LST-1']],
    ['merchant_order_id=lst-1', []],
    ['merchant_order_id=LST', []],
    ['overdue=true', ['LST_3']],
    ['overdue=false&q=LST', ['LST-5', 'LST-4', 'LST-2', 'LST-1']],
    ['attention=any', ['LST-4', 'LST_3']],
    ['attention=notification-failed', ['LST-4']],
    ['attention=apruve-auth&overdue=true', ['LST_3']],
    ['attention=order-canceled', []],
    ['channel=default&q=LST-1', ['LST-1']],
    ['channel=other', []],
    ['to=2020-01-01', []],
    ['from=2020-01-01T00:00:00%2B02:00&q=LST-1', ['LST-1']],
    ['from=2999-01-01', []],
  ])('is narrowed by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('finds what a clerk has in front of them: numbers, ids, tracking, amounts, names, several words, with blanks around', async () => {
    const customer = { email: 'ever@green.test', name: 'Evergreen Farms' };
    const { path } = await shop.authorized({ merchant_order_id: 'FND-1', customer });
    const shipment = { tracking_number: '1Z999', shipper: 'UPS' };
    const invoice = (await api.post(`${path}/invoices`, { amount_cents: 9_876, merchant_invoice_id: 'FND-INV-7', shipment }))
      .body;
    const words = [
      '%20FND-1%20',
      'fnd%20evergreen',
      'FND-INV-7',
      invoice.id,
      invoice.shipments[0].id,
      '1Z999',
      '$98.76',
      '98.76',
      '98%2C76',
      '115.00%20Farms',
    ];
    for (const each of words) expect([each, await found(`q=${each}`)]).toEqual([each, ['FND-1']]);
    for (const each of ['FND-1%20nobody', '98.77', '1Z99', 'FND-INV'])
      expect([each, await found(`q=${each}`)]).toEqual([each, []]);
  });

  it('finds an amount in any form, and composed letters as they are typed', async () => {
    const line = { title: 'Goods', quantity: 1, price_ea_cents: 123_450, price_total_cents: 123_450 };
    const whole = { amount_cents: 123_450, tax_cents: 0, shipping_cents: 0, order_items: [line] };
    const customer = { email: 'cafe@form.test', name: 'Cafe\u0301 Öl' };
    await api.post('/v1/checkouts', orderBody({ ...whole, merchant_order_id: 'FORM-1', customer }));
    const amounts = [
      '1,234.50',
      '$1234.5',
      '$1,234.50',
      '1.234,50',
      '1234,5',
      'EUR 1,234.50',
      '1234.50 USD',
      '1 234,50',
      '1’234.50',
    ];
    for (const each of [...amounts, '1\u202f234,50 €', 'Caf\u00e9', 'cafe\u0301 O\u0308L'])
      expect([each, await found(`q=${encodeURIComponent(each)}`)]).toEqual([each, ['FORM-1']]);
    for (const each of ['1 234', 'EUR', '1,234.51', 'USD FORM-2'])
      expect([each, await found(`q=${encodeURIComponent(each)}`)]).toEqual([each, []]);
  });

  it('shows a storefront key the attempts of an order that it names, in its own channel', async () => {
    const key = api.storefront;
    expect(await api.get('/v1/checkouts?merchant_order_id=LST-1&limit=5', { key })).toMatchObject({
      status: 200,
      body: { items: [{ merchant_order_id: 'LST-1' }], next_cursor: null },
    });
    const other = await aKey(rig, { scope: 'storefront', channel: 'other' });
    expect((await api.get('/v1/checkouts?merchant_order_id=LST-1', { key: other })).body.items).toEqual([]);
  });

  it.each(['', '?limit=5', '?q=LST', '?merchant_order_id=LST-1&overdue=false', '?customer=lst-1@example.test', '?attention=any'])(
    'is for admin keys: %s',
    async (query) => {
      const { status, body } = await api.get(`/v1/checkouts${query}`, { key: api.storefront });
      expect([status, body.code]).toEqual([403, 'forbidden']);
      expect(body.detail).toContain('needs a key with the scope admin unless it asks by merchant_order_id alone');
    },
  );

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

  it('ends where a cursor is a place in another list', async () => {
    const { next_cursor: cursor } = (await api.get('/v1/checkouts?q=LST&limit=1')).body;
    for (const path of ['/v1/invoices', '/v1/setup-changes', '/v1/notifications'])
      expect(await api.get(`${path}?cursor=${cursor}`)).toMatchObject({ status: 200, body: { items: [], next_cursor: null } });
  });

  it('finds nothing by an amount that no order can have', async () => {
    for (const path of ['/v1/checkouts', '/v1/invoices'])
      expect((await api.get(`${path}?q=9,999,999,999,999,999,999,999`)).body.items).toEqual([]);
  });

  it.each(['GET', 'HEAD'])('is answered to a %s that declares a body it does not have', async (method) => {
    const headers = { authorization: `Bearer ${api.admin}`, 'content-type': 'application/json' };
    expect((await api.app.request('/v1/checkouts', { method, headers })).status).toBe(200);
  });

  it.each([
    'status=open',
    'limit=0',
    'limit=101',
    'limit=x',
    'from=yesterday',
    'cursor=!',
    'q=%00',
    'colour=red',
    'overdue=yes',
    'customer=',
    'attention=',
    'merchant_order_id=',
  ])('refuses %s', async (query) => {
    expect(await api.get(`/v1/checkouts?${query}`)).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
  });

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
