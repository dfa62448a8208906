import { describe, expect, it, vi } from 'vitest';
import { secureHash } from '../../activities/apruve/secure-hash.ts';
import { control, fault, sandboxState, useLightbox } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { anEvent, signatureOf } from './signed.ts';
import { withApi } from './with-api.ts';

describe('an order at Apruve that no checkout needs', () => {
  const { rig, api } = withApi();

  const hear = async (event: string, orderId: string, number: unknown) => {
    const body = JSON.stringify(anEvent(event, { id: orderId, merchant_order_id: number }));
    const headers = { 'x-apruve-signature': signatureOf(body) };
    return api.post(`/webhooks/apruve/${rig.env['APRUVE_WEBHOOK_TOKEN']}`, body, { key: null, headers });
  };
  const accepted = (orderId: string, number: unknown) => hear('order.accepted', orderId, number);
  const statusOf = async (orderId: string) => (await sandboxState(rig, orderId)).orders[0]?.status;
  const becomes = (orderId: string, status: string) =>
    vi.waitUntil(async () => (await statusOf(orderId)) === status, { timeout: 60_000, interval: 50 });
  const workflowTries = async (orderId: string) =>
    (await rig.temporal.client.workflow.getHandle(`rel_${orderId}`).describe()).raw.pendingActivities?.[0]?.attempt ?? 0;
  const released = (orderId: string) => rig.temporal.client.workflow.getHandle(`rel_${orderId}`).result();

  it('is canceled when it comes after its checkout was given up', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    const orderId = await useLightbox(rig, body.lightbox);
    expect(await accepted(orderId, body.merchant_order_id)).toMatchObject({ status: 200, body: { outcome: null } });
    await expect(released(orderId)).resolves.toBe('released');
    expect(await statusOf(orderId)).toBe('canceled');
    const { items } = (await api.get(`/v1/checkouts/${body.id}/transactions`)).body;
    expect(items.at(-1)).toMatchObject({ action: 'orphan_cancel', reference: orderId, active: false, successful: true });
    expect((await api.get(`/v1/checkouts/${body.id}`)).body).toMatchObject({ status: 'canceled', payment_status: 'canceled' });
  });

  it('is canceled with the invoice that Apruve has made on it, unless that one is paid', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody({ invoice_on_create: true }));
    const [paid, unpaid] = [await useLightbox(rig, body.lightbox), await useLightbox(rig, body.lightbox)];
    await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    const [invoice] = (await sandboxState(rig, paid)).invoices;
    await control(rig, 'POST', `/invoices/${invoice?.id}/pay`);
    for (const orderId of [paid, unpaid]) await accepted(orderId, body.merchant_order_id);
    await expect(released(unpaid)).resolves.toBe('released');
    await expect(released(paid)).resolves.toBe('paid');
    const shown = (await api.get(`/v1/checkouts/${body.id}`)).body;
    expect(shown).toMatchObject({ status: 'canceled', attention: { code: 'orphan-paid' } });
    expect(shown.attention.message).toMatch(new RegExp(`${paid} over \\$115.00.* over \\$115.00 is closed`));
    expect(await sandboxState(rig, unpaid)).toMatchObject({
      orders: [{ status: 'canceled' }],
      invoices: [{ status: 'canceled' }],
    });
    expect(await sandboxState(rig, paid)).toMatchObject({ orders: [{ status: 'accepted' }], invoices: [{ status: 'closed' }] });
  });

  it('is shown on a running checkout where Apruve refuses to cancel it, and its event says so', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const [first, second] = [await useLightbox(rig, body.lightbox), await useLightbox(rig, body.lightbox)];
    await api.post(`/v1/checkouts/${body.id}/authorization`, { apruve_order_id: first });
    const refusing = { method: 'POST', times: 100, status: 400, body: { errors: [{ title: 'The order is held' }] } };
    await fault(rig, { ...refusing, path: `/orders/${second}/cancel` });
    await accepted(second, body.merchant_order_id);
    await expect(released(second)).resolves.toBe('refused');
    const shown = async () => (await api.get(`/v1/checkouts/${body.id}`)).body;
    await vi.waitUntil(async () => (await shown()).attention?.code === 'orphan-kept', { timeout: 60_000, interval: 50 });
    expect((await shown()).attention.message).toContain('The order is held');
    expect(await shown()).toMatchObject({ status: 'authorized', apruve_order_id: first });
    const { items } = (await api.get('/v1/webhook-events?outcome=orphan-kept')).body;
    expect(items).toMatchObject([{ event: 'order.accepted', checkout_id: body.id }]);
    await control(rig, 'DELETE', '/faults');
  });

  it.each(['order.accepted', 'order.canceled'])('leaves no invoice behind that Apruve canceled alone: %s', async (event) => {
    const { body } = await api.post('/v1/checkouts', orderBody({ invoice_on_create: true }));
    const orderId = await useLightbox(rig, body.lightbox);
    await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    await control(rig, 'POST', `/orders/${orderId}/cancel`);
    expect(await sandboxState(rig, orderId)).toMatchObject({ orders: [{ status: 'canceled' }], invoices: [{ status: 'open' }] });
    expect(await hear(event, orderId, body.merchant_order_id)).toMatchObject({ body: { outcome: null } });
    await expect(released(orderId)).resolves.toBe('released');
    expect((await sandboxState(rig, orderId)).invoices).toMatchObject([{ status: 'canceled' }]);
  });

  it('is canceled when the browser brings it after the end', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    const orderId = await useLightbox(rig, body.lightbox);
    const late = await api.post(`/v1/checkouts/${body.id}/authorization`, { apruve_order_id: orderId });
    expect(late).toMatchObject({ status: 409, body: { code: 'checkout-finished' } });
    await becomes(orderId, 'canceled');
  });

  it('is canceled when it comes from a second tab, and the first one stays', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const [first, second] = [await useLightbox(rig, body.lightbox), await useLightbox(rig, body.lightbox)];
    await api.post(`/v1/checkouts/${body.id}/authorization`, { apruve_order_id: first });
    await accepted(second, body.merchant_order_id);
    await becomes(second, 'canceled');
    expect(await statusOf(first)).toBe('accepted');
  });

  it('is canceled when the look-up finds two: the newest is adopted', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const [first, second] = [await useLightbox(rig, body.lightbox), await useLightbox(rig, body.lightbox)];
    await accepted(first, body.merchant_order_id);
    const show = async () => (await api.get(`/v1/checkouts/${body.id}`)).body;
    await vi.waitUntil(async () => (await show()).status === 'authorized', { timeout: 60_000, interval: 50 });
    const adopted = (await show()).apruve_order_id;
    await becomes(adopted === first ? second : first, 'canceled');
    expect(await statusOf(adopted)).toBe('accepted');
  });

  it('does not hide the one that is left, however many there are: all pages of the list are read', async () => {
    const lines = { tax_cents: 0, shipping_cents: 0, order_items: [{ title: 'A', price_total_cents: 100 }] };
    const { body } = await api.post('/v1/checkouts', orderBody({ amount_cents: 100, ...lines }));
    const left = await useLightbox(rig, body.lightbox);
    for (let n = 0; n < 25; n += 1) await control(rig, 'POST', `/orders/${await useLightbox(rig, body.lightbox)}/cancel`);
    await accepted(left, body.merchant_order_id);
    const shown = async () => (await api.get(`/v1/checkouts/${body.id}`)).body;
    await expect.poll(shown).toMatchObject({ status: 'authorized', apruve_order_id: left });
  });

  it('is left alone when its hash is not ours, or a checkout has it', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    const order = {
      ...body.lightbox.order,
      po_number: 'other',
      order_items: [{ title: 'Other', price_total_cents: 11_500, quantity: 1 }],
    };
    const secure_hash = secureHash(rig.env['APRUVE_API_KEY'] ?? '', order);
    const made = await control<{ apruve_order_id: string }>(rig, 'POST', '/lightbox', { order, secure_hash, outcome: 'accept' });
    await accepted(made.apruve_order_id, body.merchant_order_id);
    await expect(released(made.apruve_order_id)).resolves.toBe('not-ours');
    expect(await statusOf(made.apruve_order_id)).toBe('accepted');
  });

  it('is left alone where a channel of the same merchant has it, or waits for it: both have issued its hash', async () => {
    const { APRUVE_MERCHANT_ID: merchant_id, APRUVE_API_KEY: api_key } = rig.env;
    const channel = { id: 'same-merchant', name: 'Same merchant', mode: 'test', merchant_id, api_key };
    expect((await api.post('/v1/channels', channel)).status).toBe(201);
    for (const isAuthorized of [true, false]) {
      const wanted = orderBody();
      const { body: here } = await api.post('/v1/checkouts', wanted);
      const { body: there } = await api.post('/v1/checkouts', { ...wanted, channel: channel.id });
      expect(there.lightbox.secure_hash).toBe(here.lightbox.secure_hash);
      const orderId = await useLightbox(rig, there.lightbox);
      if (isAuthorized) await api.post(`/v1/checkouts/${there.id}/authorization`, { apruve_order_id: orderId });
      await api.post(`/v1/checkouts/${here.id}/cancel`, {});
      await accepted(orderId, here.merchant_order_id);
      await expect(released(orderId)).resolves.toBe('not-ours');
      expect(await statusOf(orderId)).toBe('accepted');
    }
  });

  it('is given up with its channel', async () => {
    const { APRUVE_MERCHANT_ID: merchant_id, APRUVE_API_KEY: api_key } = rig.env;
    const channel = { id: 'given-up', name: 'Given up', mode: 'test', merchant_id, api_key };
    const { webhook_url } = (await api.post('/v1/channels', channel)).body;
    const { body } = await api.post('/v1/checkouts', { ...orderBody(), channel: channel.id });
    await api.post(`/v1/checkouts/${body.id}/cancel`, {});
    const orderId = await useLightbox(rig, body.lightbox);
    await fault(rig, { method: 'GET', path: `/orders/${orderId}`, times: 1_000, status: 503 });
    const event = JSON.stringify(anEvent('order.accepted', { id: orderId, merchant_order_id: body.merchant_order_id }));
    const headers = { 'x-apruve-signature': signatureOf(event) };
    expect(await api.post(new URL(webhook_url).pathname, event, { key: null, headers })).toMatchObject({ status: 200 });
    await vi.waitUntil(async () => (await workflowTries(orderId)) > 0, { timeout: 60_000, interval: 50 });
    expect((await api.remove(`/v1/channels/${channel.id}`)).status).toBe(200);
    await expect(released(orderId)).resolves.toBe('gone');
    await control(rig, 'DELETE', '/faults');
  }, 30_000);
});
