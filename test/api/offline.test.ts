import { describe, expect, it } from 'vitest';
import { until } from '../stack/wait.ts';
import { control, fault, readCheckout } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

const POST = '/v1/offline-checkouts';

describe('an offline checkout', () => {
  const { rig, api } = withApi({ webhooks: true });

  const untilStatus = (path: string, status: string) =>
    until(
      `${path} to be ${status}`,
      async () => {
        const { body } = await api.get(path);
        return body.status === status ? body : undefined;
      },
      { deadlineMs: 60_000, everyMs: 20 },
    );
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

  it('is placed at Apruve, waits for the buyer, and goes on like any other to its last cent', async () => {
    const order = orderBody({ customer: { email: 'Buyer@Example.TEST' } });
    const { status, headers, body } = await api.post(POST, order);
    const path = `/v1/checkouts/${body.id}`;
    expect([status, headers.get('location'), headers.get('apruve-mode')]).toEqual([201, path, 'test']);
    expect(body).toMatchObject({
      status: 'awaiting_approval',
      apruve_status: 'pending',
      payment_status: 'pending',
      offline: true,
      lightbox: null,
      deadlines: { authorization_at: null, approval_at: expect.any(String) },
    });
    const [placed] = await atApruve(order['merchant_order_id']);
    expect(placed).toMatchObject({ id: body.apruve_order_id, finalize_on_create: true, invoice_on_create: false });
    expect(await api.post(POST, order)).toMatchObject({ status: 200, body: { id: body.id } });

    await control(rig, 'POST', `/orders/${body.apruve_order_id}/accept`);
    await untilStatus(path, 'authorized');
    const invoice = await api.post(`${path}/invoices`, {});
    expect(invoice).toMatchObject({ status: 201, body: { status: 'open', amount_cents: 11_500 } });
    await control(rig, 'POST', `/invoices/${invoice.body.id}/pay`);
    expect(await untilStatus(path, 'paid')).toMatchObject({ payment_status: 'full' });
    expect(await rowsOf(path)).toEqual([
      ['authorize', false, true],
      ['place_order', false, true],
      ['invoice', false, true],
      ['shipment', false, true],
      ['capture', false, true],
    ]);
    const { items } = (await api.get(`${path}/transactions`)).body;
    expect(JSON.stringify((await readCheckout(rig, body.id)).input)).not.toMatch(/buyer/i);
    expect(items[1]).toMatchObject({
      actor: expect.stringMatching(/^key:test \(key_\w+\)$/),
      source_id: items[0].id,
      response: { status: 201 },
    });
    expect(items[0]).toMatchObject({ request: { method: 'POST', path: '/orders' }, reference: body.apruve_order_id });
    expect(await api.post(POST, order)).toMatchObject({ status: 200, body: { status: 'paid', attempt: 1 } });
    expect(await atApruve(order['merchant_order_id'])).toHaveLength(1);
  });

  it('ends as declined when the buyer declines, and as canceled when an operator cancels', async () => {
    const declined = (await api.post(POST, orderBody())).body;
    await control(rig, 'POST', `/orders/${declined.apruve_order_id}/cancel`);
    await untilStatus(`/v1/checkouts/${declined.id}`, 'declined');
    const canceled = (await api.post(POST, orderBody())).body;
    expect(await api.post(`/v1/checkouts/${canceled.id}/cancel`)).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect(await atApruve(canceled.merchant_order_id)).toMatchObject([{ status: 'canceled' }]);
  });

  it('is one order for many requests at the same time', async () => {
    const order = orderBody();
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.post(POST, order)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await atApruve(order['merchant_order_id'])).toHaveLength(1);
  });

  it('refuses the same number with other content, with a lightbox or without', async () => {
    const order = orderBody();
    await api.post(POST, order);
    const others = [
      [POST, { ...order, po_number: 'x' }],
      [POST, { ...order, corporate_account_id: 'a1' }],
      ['/v1/checkouts', order],
    ] as const;
    for (const [path, body] of others)
      expect(await api.post(path, body)).toMatchObject({ status: 409, body: { code: 'order-conflict' } });
  });

  it.each([
    ['GET', '/corporate_accounts'],
    ['POST', '/orders'],
  ])('gets through when %s %s is answered 503 twice', async (method, path) => {
    const order = orderBody();
    await fault(rig, { method, path, times: 2, status: 503 });
    expect(await api.post(POST, order)).toMatchObject({ status: 201, body: { attention: null } });
    expect(await atApruve(order['merchant_order_id'])).toHaveLength(1);
  });

  it('may be changed and finalized later, and Apruve’s own invoice is found', async () => {
    const order = orderBody({ finalize_on_create: false, invoice_on_create: true });
    const { body } = await api.post(POST, order);
    expect(body).toMatchObject({ status: 'awaiting_approval', apruve_status: 'new', invoices: [] });
    const path = `/v1/checkouts/${body.id}`;
    const changed = await api.post(`${path}/update`, { amount_cents: 12_000, shipping_cents: 1_200 });
    expect(changed).toMatchObject({ status: 200, body: { amount_cents: 12_000, lightbox: null } });
    const final = await api.post(`${path}/finalize`);
    expect(final).toMatchObject({
      status: 200,
      body: {
        apruve_status: 'pending',
        invoices: [{ status: 'pending', amount_cents: 12_000 }],
        credit: { remaining_cents: 1_200 },
      },
    });
    await control(rig, 'POST', `/orders/${body.apruve_order_id}/accept`);
    await untilStatus(path, 'invoiced');
    const shipped = await until(
      'the invoice to be shipped',
      async () => {
        const { invoices } = (await api.get(path)).body;
        return invoices[0].shipments.length > 0 ? invoices : undefined;
      },
      { deadlineMs: 60_000, everyMs: 20 },
    );
    expect(shipped).toMatchObject([{ status: 'open', shipments: [{ amount_cents: 12_000 }] }]);
    expect(await api.post(`${path}/cancel`)).toMatchObject({ status: 200, body: { status: 'canceled' } });
  });
});
