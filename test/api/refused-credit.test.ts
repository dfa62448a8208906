import { describe, expect, it } from 'vitest';
import { control, fault } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

describe('a refusal for lack of credit', () => {
  const { rig, api } = withApi();

  /** An order over 9,500 of a buyer who has 10,000 cents of credit, at Apruve. */
  async function nearTheLimit(changes: Record<string, unknown> = {}) {
    await control(rig, 'POST', '/reset');
    const order = orderBody({
      amount_cents: 9_500,
      tax_cents: 0,
      shipping_cents: 0,
      order_items: [{ title: 'Boots', price_total_cents: 9_500 }],
      customer: { email: 'Poor@example.test' },
      ...changes,
    });
    const { body } = await api.post('/v1/checkouts', order);
    const { order: signed, secure_hash } = body.lightbox;
    const used = { order: signed, secure_hash, outcome: 'accept', buyer: 'poor@example.test' };
    const { apruve_order_id } = await control(rig, 'POST', '/lightbox', used);
    const path = `/v1/checkouts/${body.id}`;
    await api.post(`${path}/authorization`, { apruve_order_id });
    return path;
  }

  const refused = { status: 422, body: { code: 'refused-by-apruve', available_cents: 500 } };

  it('of an invoice says how much there is', async () => {
    const path = await nearTheLimit();
    expect(await api.post(`${path}/invoices`, { amount_cents: 10_400 })).toMatchObject(refused);
  });

  it('of a draft that is issued says how much there is', async () => {
    const path = await nearTheLimit();
    const { body: draft } = await api.post(`${path}/invoices`, { amount_cents: 10_400, issue_on_create: false });
    expect(await api.post(`${path}/invoices/${draft.id}/issue`, {})).toMatchObject(refused);
  });

  it('of a change of the order says how much there is', async () => {
    const path = await nearTheLimit({ finalize_on_create: false });
    // A new order holds no credit yet, so the sandbox is told to refuse.
    const body = { errors: [{ title: 'Insufficient credit' }] };
    await fault(rig, { method: 'PATCH', path: '/orders/', times: 1, status: 422, body });
    const dearer = { amount_cents: 10_500, order_items: [{ title: 'Boots', price_total_cents: 10_500 }] };
    expect(await api.post(`${path}/update`, dearer)).toMatchObject({
      status: 422,
      body: { code: 'refused-by-apruve', available_cents: 10_000 },
    });
    expect((await api.get(path)).body).toMatchObject({ amount_cents: 9_500 });
  });
});
