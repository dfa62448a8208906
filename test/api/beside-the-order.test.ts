import { describe, expect, it } from 'vitest';
import { control } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withReceiver } from '../support/with-rig.ts';
import { withApi } from './with-api.ts';

describe('what stands beside the order', () => {
  const receiver = withReceiver();
  const { rig, api, shop } = withApi({ env: () => receiver.env });

  /** Opens a checkout whose buyer types a PO number in the lightbox; the shop then brings the order id. */
  async function authorizedWith(poNumber: string, changes: Record<string, unknown> = {}) {
    const { body } = await api.post('/v1/checkouts', orderBody(changes));
    const { order, secure_hash } = body.lightbox;
    const typed = { order, secure_hash, outcome: 'accept', po_number: poNumber };
    const { apruve_order_id } = await control(rig, 'POST', '/lightbox', typed);
    return (await api.post(`/v1/checkouts/${body.id}/authorization`, { apruve_order_id })).body;
  }

  it('the PO number that the buyer typed in the lightbox is shown, found and told', async () => {
    const typed = await authorizedWith('  PO\u202f4711 <b>x</b>');
    expect(typed).toMatchObject({ status: 'authorized', po_number: 'PO\u202f4711 x' });
    const { items } = (await api.get('/v1/checkouts?q=4711%20X')).body;
    expect(items).toMatchObject([{ id: typed.id, po_number: typed.po_number }]);
    const told = await receiver.of(typed.id, (types) => types.includes('checkout.authorized'));
    expect(told.find(({ type }) => type === 'checkout.authorized')?.data).toMatchObject({ po_number: typed.po_number });
  });

  it('the PO number of the shop goes before the one of the buyer', async () => {
    expect(await authorizedWith('PO-BUYER', { po_number: 'PO-SHOP' })).toMatchObject({ po_number: 'PO-SHOP' });
    expect((await api.get('/v1/checkouts?q=PO-BUYER')).body.items).toEqual([]);
    expect(await authorizedWith('')).toMatchObject({ po_number: null });
  });

  it('the buyer’s email comes with the lightbox, for setShopper', async () => {
    const known = await api.post('/v1/checkouts', orderBody());
    expect(known.body.lightbox).toMatchObject({ shopper_email: 'buyer@example.test' });
    expect(known.body.lightbox.order).not.toHaveProperty('shopper_email');
    const unknown = await api.post('/v1/checkouts', orderBody({ customer: null }));
    expect(unknown.body.lightbox).toMatchObject({ shopper_email: null });
  });

  it('metadata are answered back, stay out of the order, and do not make it another one', async () => {
    const order = orderBody();
    const metadata = { cart: 'A 1', 'sales person': 'Inés <b>' };
    const opened = await api.post('/v1/checkouts', { ...order, metadata });
    expect(opened).toMatchObject({ status: 201, body: { metadata } });
    expect(JSON.stringify(opened.body.lightbox)).not.toContain('sales person');
    for (const other of [undefined, null, {}, { cart: 'B' }])
      expect(await api.post('/v1/checkouts', { ...order, metadata: other })).toMatchObject({
        status: 200,
        body: { id: opened.body.id, metadata },
      });
    const { data } = (await receiver.of(opened.body.id, (types) => types.length > 0))[0] ?? {};
    expect(data).toMatchObject({ metadata });
    expect((await api.post('/v1/checkouts', orderBody())).body.metadata).toEqual({});
  });

  it('metadata of a checkout are changed one by one, in every state, by the shop', async () => {
    const opened = (await api.post('/v1/checkouts', orderBody({ metadata: { cart: 'A 1', gone: 'x' } }))).body;
    const path = `/v1/checkouts/${opened.id}`;
    const change = (metadata: object) => api.patch(path, { metadata }, { key: api.storefront });
    await api.post(`${path}/cancel`, {});
    expect(await change({ gone: null, ' sales\u0065\u0301 ': ' Inés ' })).toMatchObject({
      status: 200,
      body: { metadata: { cart: 'A 1', 'sales\u00e9': 'Inés' }, status: 'canceled', version: expect.any(Number) },
    });
    expect((await api.get(path)).body.metadata).toEqual({ cart: 'A 1', 'sales\u00e9': 'Inés' });
    const many = Object.fromEntries(Array.from({ length: 19 }, (_, n) => [`k${n}`, 'x']));
    const errors = [{ path: 'metadata', message: expect.stringContaining('more than 20') }];
    expect(await change(many)).toMatchObject({ status: 422, body: { code: 'invalid-request', errors } });
    expect(await change({ cart: 1 })).toMatchObject({ status: 422 });
    const stale = { key: api.storefront, headers: { 'if-match': '"0"' } };
    expect((await api.patch(path, { metadata: { cart: 'B' } }, stale)).status).toBe(412);
    expect((await api.get(path)).body.metadata).toEqual({ cart: 'A 1', 'sales\u00e9': 'Inés' });
  });

  it('metadata of an invoice are the first request’s, told with it, changed in every state, and say nothing to Apruve', async () => {
    const { path, id } = await shop.authorized();
    const wish = { merchant_invoice_id: 'META-1', amount_cents: 1_000, metadata: { erp: 'E-1' } };
    const { status, body: made } = await api.post(`${path}/invoices`, wish);
    expect([status, made.metadata]).toEqual([201, { erp: 'E-1' }]);
    expect(await api.post(`${path}/invoices`, { ...wish, metadata: { erp: 'E-2' } })).toMatchObject({
      status: 200,
      body: { id: made.id, metadata: { erp: 'E-1' } },
    });
    expect(await api.post(`${path}/invoices`, { ...wish, amount_cents: 2_000, metadata: { erp: 'E-3' } })).toMatchObject({
      status: 409,
    });
    const unnamed = await api.post(`${path}/invoices`, { amount_cents: 500, metadata: { erp: 'E-4' } });
    expect(unnamed.body).toMatchObject({ metadata: { erp: 'E-4' } });
    expect((await api.post(`${path}/invoices`, { amount_cents: 500 })).body.metadata).toEqual({});
    const told = await receiver.of(id, (types) => types.filter((type) => type === 'invoice.open').length === 3);
    const [first] = told.filter(({ type }) => type === 'invoice.open');
    expect(first?.data).toMatchObject({ invoices: [{ merchant_invoice_id: 'META-1', metadata: { erp: 'E-1' } }] });
    expect(JSON.stringify(await control(rig, 'GET', '/requests'))).not.toContain('erp');
    await control(rig, 'POST', `/invoices/${made.id}/pay`);
    const changed = await api.patch(`${path}/invoices/${made.id}`, { metadata: { erp: null, paid: 'yes' } });
    expect(changed).toMatchObject({ status: 200, body: { metadata: { paid: 'yes' } } });
    expect((await api.get(path)).body.invoices.map(({ metadata }: { metadata: object }) => metadata)).toEqual([
      { paid: 'yes' },
      { erp: 'E-4' },
      {},
    ]);
  });

  it('a draft is changed with its metadata in one call; where the change is refused, they stay', async () => {
    const { path } = await shop.authorized();
    const { body: draft } = await api.post(`${path}/invoices`, { amount_cents: 1_000, issue_on_create: false });
    const at = `${path}/invoices/${draft.id}`;
    expect(await api.patch(at, { amount_cents: 2_000, metadata: { a: '1' } })).toMatchObject({
      status: 200,
      body: { amount_cents: 2_000, metadata: { a: '1' } },
    });
    expect((await api.patch(at, { amount_cents: 99_000_000, metadata: { a: '2' } })).status).toBe(422);
    const tooMany = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, 'x']));
    expect((await api.patch(at, { amount_cents: 3_000, metadata: tooMany })).status).toBe(422);
    expect(await api.patch(at, { metadata: {} }, { headers: { 'if-match': '"0"' } })).toMatchObject({ status: 412 });
    expect((await api.get(path)).body.invoices).toMatchObject([{ amount_cents: 2_000, metadata: { a: '1' } }]);
  });

  it('checkouts and invoices are found by parts of metadata, and by a whole text under its key', async () => {
    const metadata = { 'erp:id': 'Størk "7"', way: 'by\\sea' };
    const { path, id } = await shop.authorized({ metadata });
    const { body: made } = await api.post(`${path}/invoices`, { amount_cents: 1_000, metadata: { run: 'zq-998' } });
    const found = async (list: string, query: string): Promise<string[]> =>
      (await api.get(`/v1/${list}?${query}`)).body.items.map((item: { id: string }) => item.id);
    for (const word of ['størk', '"7"', 'by\\sea'])
      expect(await found('checkouts', `q=${encodeURIComponent(word)}`)).toEqual([id]);
    const whole = `metadata=${encodeURIComponent('erp:id:Størk "7"')}`;
    expect(await found('checkouts', `${whole}&metadata=way:by%5Csea`)).toEqual([id]);
    for (const other of ['metadata=erp:id', 'metadata=way:by', `${whole}&metadata=way:air`, 'q=erp:id'])
      expect(await found('checkouts', other)).toEqual([]);
    expect(await found('invoices', 'q=ZQ-99')).toEqual([made.id]);
    expect(await found('invoices', 'metadata=run:zq-998')).toEqual([made.id]);
    await api.patch(`${path}/invoices/${made.id}`, { metadata: { run: 'yy-111' } });
    await api.patch(path, { metadata: { way: 'air-4' } });
    expect(await found('invoices', 'q=ZQ-99')).toEqual([]);
    expect(await found('invoices', 'q=yy-111%20AIR-4')).toEqual([made.id]);
    expect((await api.get('/v1/checkouts?metadata=way')).body.code).toBe('invalid-request');
    expect(await found('checkouts', `metadata=${'k'.repeat(41)}:x`)).toEqual([]);
  });

  it.each([
    ['21 keys', Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, '']))],
    ['a long key', { ['k'.repeat(41)]: '' }],
    ['an empty key', { '': 'x' }],
    ['a long value', { k: 'v'.repeat(501) }],
    ['a number', { k: 1 }],
    ['a NUL', { k: '\0' }],
  ])('metadata with %s are refused', async (_, metadata) => {
    expect(await api.post('/v1/checkouts', orderBody({ metadata }))).toMatchObject({
      status: 422,
      body: { code: 'invalid-request', errors: [{ path: expect.stringMatching(/^metadata/) }] },
    });
  });
});
