import { describe, expect, it } from 'vitest';
import { control, fault, sandboxState, useLightbox } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

describe('an order that changes, over HTTP', () => {
  const { rig, api, shop } = withApi({ env: { POLICY_STEP_BOUND: '1s', POLICY_STEP_RETRY: '1h' } });

  const refused = (code: string, status = 409) => ({ status, body: { code } });
  const asShop = (headers: Record<string, string> = {}) => ({ key: api.storefront, headers });
  const line = { title: 'Work boots', quantity: 1, price_ea_cents: 4_000, price_total_cents: 4_000 };
  const cheaper = { amount_cents: 4_500, tax_cents: 500, shipping_cents: 0, order_items: [line], po_number: 'PO-9' };

  it('before it is authorized gets a new lightbox, and only that one is taken', async () => {
    const opened = (await api.post('/v1/checkouts', orderBody())).body;
    const path = `/v1/checkouts/${opened.id}`;
    const changed = await api.post(`${path}/update`, cheaper, asShop());
    expect(changed).toMatchObject({ status: 200, body: { ...cheaper, status: 'awaiting_authorization' } });
    expect(changed.body.lightbox.secure_hash).not.toBe(opened.lightbox.secure_hash);
    expect((await api.get(path)).body).toEqual(changed.body);
    const numbered = { merchant_order_id: opened.merchant_order_id };
    for (const content of [numbered, { ...numbered, ...cheaper }])
      expect(await api.post('/v1/checkouts', orderBody(content), asShop())).toMatchObject({ status: 200, body: changed.body });
    const other = orderBody({ ...numbered, ...cheaper, po_number: 'PO-10' });
    expect(await api.post('/v1/checkouts', other, asShop())).toMatchObject(refused('order-conflict'));
    const stale = await useLightbox(rig, opened.lightbox);
    expect(await api.post(`${path}/authorization`, { apruve_order_id: stale })).toMatchObject(
      refused('authorization-mismatch', 422),
    );
    const fresh = await useLightbox(rig, changed.body.lightbox);
    expect(await api.post(`${path}/authorization`, { apruve_order_id: fresh })).toMatchObject({
      body: { status: 'authorized', amount_cents: 4_500 },
    });
    expect(await api.post(`${path}/update`, cheaper)).toMatchObject(refused('already-finalized'));
    expect(await api.post(`${path}/finalize`)).toMatchObject(refused('already-finalized'));
  });

  it('is refused where it does not add up, names nothing, or something else', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const path = `/v1/checkouts/${body.id}/update`;
    expect(await api.post(path, { amount_cents: 10_000 })).toMatchObject(refused('amount-mismatch', 422));
    for (const wrong of [{}, { currency: 'EUR' }, { amount_cents: 0 }, { order_items: [] }, { expire_at: 'soon' }])
      expect(await api.post(path, wrong)).toMatchObject(refused('invalid-request', 422));
    expect(await api.post(`/v1/checkouts/${body.id}/finalize`)).toMatchObject(refused('not-authorized'));
    await api.post(`/v1/checkouts/${body.id}/cancel`);
    expect(await api.post(path, cheaper)).toMatchObject(refused('checkout-finished'));
  });

  it('is changed at Apruve until it is finalized', async () => {
    const { path, apruveOrderId } = await shop.authorized({ finalize_on_create: false });
    expect((await api.get(path)).body).toMatchObject({ status: 'awaiting_approval', apruve_status: 'new' });
    expect(await api.post(`${path}/update`, cheaper, asShop())).toMatchObject({ status: 200, body: cheaper });
    expect(await api.post(`${path}/finalize`, {}, asShop())).toMatchObject({ status: 200, body: { status: 'authorized' } });
    expect((await sandboxState(rig, apruveOrderId)).orders).toMatchObject([{ status: 'accepted', amount_cents: 4_500 }]);
    const { items } = (await api.get(`${path}/transactions`)).body;
    expect(items.slice(1).map(({ action, actor }: Record<string, string>) => [action, actor])).toEqual([
      ['update', expect.stringMatching(/^key:test \(key_\w+\)$/)],
      ['finalize', expect.stringMatching(/^key:test \(key_\w+\)$/)],
    ]);
  });

  it.each([
    ['update', cheaper, 'PATCH'],
    ['finalize', {}, 'POST'],
  ])('%s is 202 while Apruve does not answer, and the same request finds it done later', async (verb, body, method) => {
    const { path, apruveOrderId } = await shop.accepted({ finalize_on_create: false });
    await api.post(`${path}/authorization`, { apruve_order_id: apruveOrderId });
    await fault(rig, { method, path: `/orders/${apruveOrderId}`, times: 1_000, status: 503 });
    const send = () => api.post(`${path}/${verb}`, body, asShop({ 'idempotency-key': path }));
    const accepted = await send();
    expect([accepted.status, accepted.headers.get('location')]).toEqual([202, path]);
    await control(rig, 'DELETE', '/faults');
    await api.post(`${path}/retry`);
    expect(await send()).toMatchObject({ status: 200, body: { ...body, attention: null } });
  });
});
