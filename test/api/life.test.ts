import { describe, expect, it } from 'vitest';
import { until } from '../stack/wait.ts';
import { control, useLightbox } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

describe('a checkout over HTTP', () => {
  const { rig, api, shop } = withApi({ webhooks: true });

  const untilStatus = (path: string, status: string) =>
    until(
      `${path} to be ${status}`,
      async () => {
        const { body } = await api.get(path);
        return body.status === status ? body : undefined;
      },
      { deadlineMs: 60_000, everyMs: 20 },
    );

  it('goes from the order to the captured payment, told by Apruve’s webhook', async () => {
    const { path, apruveOrderId } = await shop.accepted();
    const adopted = await api.post(`${path}/authorization`, { apruve_order_id: apruveOrderId }, { key: api.storefront });
    expect(adopted).toMatchObject({
      status: 200,
      body: { status: 'authorized', payment_status: 'authorized', apruve_order_id: apruveOrderId, lightbox: null },
    });
    const asked = { merchant_invoice_id: 'INV-1', shipment: { shipper: 'UPS', tracking_number: '1Z' } };
    const invoice = await api.post(`${path}/invoices`, asked);
    expect(invoice).toMatchObject({
      status: 201,
      body: {
        merchant_invoice_id: 'INV-1',
        status: 'open',
        amount_cents: 11_500,
        amount_due_cents: 11_500,
        paid_cents: 0,
        failed_payment: null,
        tax_cents: 800,
        shipping_cents: 700,
        overdue: false,
        shipments: [{ merchant_shipment_id: 'INV-1-S1', shipper: 'UPS', tracking_number: '1Z', amount_cents: 11_500 }],
        returns: [],
        returned_cents: 0,
      },
    });
    expect(invoice.headers.get('apruve-mode')).toBe('test');
    expect(invoice.body.invoice_items).toHaveLength(2);
    expect(await api.post(`${path}/invoices`, asked)).toMatchObject({ status: 200, body: { id: invoice.body.id } });

    await control(rig, 'POST', `/invoices/${invoice.body.id}/pay`);
    const paid = await untilStatus(path, 'paid');
    expect(paid).toMatchObject({ payment_status: 'full', credit: { captured_cents: 11_500, remaining_cents: 0 } });
    expect(paid.invoices).toMatchObject([{ id: invoice.body.id, status: 'closed', paid_cents: 11_500, amount_due_cents: 0 }]);

    const { items } = (await api.get(`${path}/transactions`)).body;
    expect(
      items.map((row: Record<string, unknown>) => [row['action'], row['amount_cents'], row['active'], row['successful']]),
    ).toEqual([
      ['authorize', 11_500, false, true],
      ['invoice', 11_500, false, true],
      ['shipment', 11_500, false, true],
      ['capture', 11_500, false, true],
    ]);
    expect(items[1]).toMatchObject({
      reference: invoice.body.id,
      source_id: items[0].id,
      actor: expect.stringMatching(/^key:test \(key_\w+\)$/),
    });
    expect(JSON.stringify(items)).not.toContain(rig.env['APRUVE_API_KEY']);
  });

  it('that has ended answers what is known, and refuses the rest', async () => {
    const { path, apruveOrderId, order } = await shop.authorized();
    const { body: invoice } = await api.post(`${path}/invoices`, { merchant_invoice_id: 'INV-1' });
    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    await untilStatus(path, 'paid');
    expect(await api.post(`${path}/invoices`, { merchant_invoice_id: 'INV-1' })).toMatchObject({
      status: 200,
      body: { id: invoice.id },
    });
    const refusals = [
      [`${path}/invoices`, { merchant_invoice_id: 'INV-1', amount_cents: 5 }, 'invoice-conflict'],
      [`${path}/invoices`, { merchant_invoice_id: 'INV-2' }, 'checkout-finished'],
      [`${path}/invoices`, {}, 'checkout-finished'],
      [`${path}/authorization`, { apruve_order_id: apruveOrderId }, 'checkout-finished'],
      [`${path}/cancel`, {}, 'checkout-finished'],
      [`${path}/retry`, undefined, 'checkout-finished'],
    ] as const;
    for (const [where, body, code] of refusals)
      expect(await api.post(where, body)).toMatchObject({ status: 409, body: { code } });
    expect(await api.post('/v1/checkouts', order)).toMatchObject({ status: 200, body: { status: 'paid', attempt: 1 } });
    expect(await api.post('/v1/checkouts', { ...order, po_number: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'order-conflict' },
    });
  });

  it('refuses an invoice above the order’s room, and says what is left', async () => {
    const { path } = await shop.authorized();
    const answer = await api.post(`${path}/invoices`, { amount_cents: 12_651 });
    expect(answer).toMatchObject({ status: 422, body: { code: 'credit-exceeded', remaining_cents: 12_650 } });
  });

  it('refuses an invoice before the order is authorized', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const answer = await api.post(`/v1/checkouts/${body.id}/invoices`, {});
    expect(answer).toMatchObject({ status: 409, body: { code: 'not-authorized' } });
  });

  it('that is paid is answered for ever, also after its order’s expiry date', async () => {
    const expires = Date.now() + 3_000;
    const { path, order } = await shop.authorized({ expire_at: new Date(expires).toISOString() });
    const { body: invoice } = await api.post(`${path}/invoices`, {});
    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    await untilStatus(path, 'paid');
    await until('the expiry date to pass', () => (Date.now() > expires ? true : undefined), { deadlineMs: 60_000 });
    expect(await api.post('/v1/checkouts', order)).toMatchObject({ status: 200, body: { status: 'paid' } });
    const other = { ...order, po_number: 'x' };
    expect(await api.post('/v1/checkouts', other)).toMatchObject({ status: 409, body: { code: 'order-conflict' } });
  });

  it('is not authorized by somebody else’s order', async () => {
    const other = await shop.accepted();
    const mine = (await api.post('/v1/checkouts', orderBody())).body;
    const path = `/v1/checkouts/${mine.id}`;
    const wrong = await api.post(`${path}/authorization`, { apruve_order_id: other.apruveOrderId });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'authorization-mismatch' } });
    const number = String(other.order['merchant_order_id']);
    expect(wrong.body.detail).toBe(`The order does not have the number ${mine.merchant_order_id}.`);
    const { attention } = (await api.get(path, { key: api.storefront })).body;
    expect(attention).toMatchObject({ code: 'authorization-mismatch', message: expect.stringContaining(other.apruveOrderId) });
    expect(attention.message).not.toContain(number);
    const { items } = (await api.get(`${path}/transactions`)).body;
    expect(items.at(-1)).toMatchObject({ response: { body: { merchant_order_id: number } } });
    const apruve_order_id = await useLightbox(rig, mine.lightbox);
    expect((await api.post(`${path}/authorization`, { apruve_order_id })).status).toBe(200);
    const second = await api.post(`${path}/authorization`, { apruve_order_id: other.apruveOrderId });
    expect(second).toMatchObject({ status: 409, body: { code: 'already-authorized' } });
  });

  it('is canceled twice with one effect, by the shop only before the authorization', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const path = `/v1/checkouts/${body.id}/cancel`;
    const [first, second] = [
      await api.post(path, { reason: 'changed mind' }),
      await api.post(path, undefined, { key: api.storefront }),
    ];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    const later = await shop.authorized();
    expect(await api.post(`${later.path}/cancel`, {}, { key: api.storefront })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  });
});
