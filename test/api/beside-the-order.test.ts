import { describe, expect, it } from 'vitest';
import { control } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withReceiver } from '../support/with-rig.ts';
import { withApi } from './with-api.ts';

describe('what stands beside the order', () => {
  const receiver = withReceiver();
  const { rig, api } = withApi({ env: () => receiver.env });

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
