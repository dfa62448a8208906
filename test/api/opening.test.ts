import { describe, expect, it } from 'vitest';
import { allocateAttempt } from '../../activities/ledger/attempts.ts';
import { secureHash } from '../../activities/apruve/secure-hash.ts';
import { readCheckout } from '../support/shop.ts';
import { startRig } from '../support/rig.ts';
import { orderBody } from '../support/storefront.ts';
import { startApi } from './api.ts';
import { withApi } from './with-api.ts';

describe('opening a checkout', () => {
  const { rig, api } = withApi();

  it('answers the order for the lightbox with a hash that Apruve will accept', async () => {
    const order = orderBody({ po_number: 'PO-7', expire_at: '2099-01-31T12:00:00-06:00' });
    const { status, headers, body } = await api.post('/v1/checkouts', order, { key: api.storefront });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/v1/checkouts/${body.id}`);
    expect(headers.get('apruve-mode')).toBe('test');
    expect(body).toMatchObject({
      id: expect.stringMatching(/^chk_[a-z2-7]{26}$/),
      channel: 'default',
      mode: 'test',
      attempt: 1,
      status: 'awaiting_authorization',
      payment_status: 'pending',
      amount_cents: 11_500,
      po_number: 'PO-7',
      apruve_order_id: null,
      credit: { limit_cents: 12_650, invoiced_cents: 0, remaining_cents: 0, captured_cents: 0, refunded_cents: 0 },
      invoices: [],
      attention: null,
      deadlines: { authorization_at: expect.any(String), approval_at: null, expires_at: '2099-01-31T12:00:00-06:00' },
      customer: { email: 'buyer@example.test', name: 'Bea Buyer', id: null, country: null, group: null },
      completed_at: null,
    });
    const { lightbox } = body;
    expect(lightbox.order).toMatchObject({ expire_at: '2099-01-31T12:00:00-06:00', invoice_on_create: false });
    expect(lightbox.secure_hash).toBe(secureHash(rig.env['APRUVE_API_KEY'] ?? '', lightbox.order));
    expect(body.actions).toContainEqual({ name: 'cancel', allowed: true, code: null, reason: null });
  });

  it('is the same checkout for the same order, in whatever order its fields come', async () => {
    const order = orderBody();
    const first = await api.post('/v1/checkouts', order);
    const backwards = Object.fromEntries(Object.entries(order).toReversed());
    const second = await api.post('/v1/checkouts', { ...backwards, currency: 'USD', po_number: null });
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  it('is one checkout for many requests at the same time', async () => {
    const order = orderBody();
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post('/v1/checkouts', order)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.every(({ status, body }) => status <= 201 && body.lightbox !== null)).toBe(true);
  });

  it('refuses the same number with other content', async () => {
    const order = orderBody();
    await api.post('/v1/checkouts', order);
    const other = await api.post('/v1/checkouts', { ...order, customer: { email: 'other@example.test' } });
    expect(other).toMatchObject({ status: 409, body: { code: 'order-conflict', type: '/problems/order-conflict' } });
  });

  it('is a new attempt after one that ended without money', async () => {
    const order = orderBody();
    const first = await api.post('/v1/checkouts', order);
    const canceled = await api.post(`/v1/checkouts/${first.body.id}/cancel`, {}, { key: api.storefront });
    expect(canceled).toMatchObject({ status: 200, body: { status: 'canceled', payment_status: 'canceled', lightbox: null } });
    const second = await api.post('/v1/checkouts', { ...order, po_number: 'changed' });
    expect(second).toMatchObject({ status: 201, body: { attempt: 2 } });
    expect(second.body.id).not.toBe(first.body.id);
    expect((await api.get(`/v1/checkouts/${first.body.id}`)).body).toMatchObject({ status: 'canceled', attempt: 1 });
  });

  it('starts what was stored and never started', async () => {
    const order = orderBody();
    const { body } = await api.post('/v1/checkouts', order);
    const { order: shopOrder, customer, input } = await readCheckout(rig, body.id);
    const stored = { ...shopOrder, merchant_order_id: `${shopOrder.merchant_order_id}-2` };
    const { paidMeans, policy } = input;
    const known = {
      channel: 'default',
      mode: 'test' as const,
      order: stored,
      customer,
      contentHash: 'of another program',
      paidMeans,
      policy,
    };
    const { checkout } = await allocateAttempt(rig.ledger.db, known);
    const path = `/v1/checkouts/${checkout.id}`;
    expect((await api.get(path)).body).toMatchObject({ status: 'awaiting_authorization', lightbox: null, invoices: [] });
    const answer = await api.post(`${path}/authorization`, { apruve_order_id: 'nothing' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'authorization-mismatch' } });
    expect((await api.get(path)).body.lightbox).not.toBeNull();
  });

  it('refuses an order that has expired before it came', async () => {
    expect(await api.post('/v1/checkouts', orderBody({ expire_at: '2020-01-01T00:00:00Z' }))).toMatchObject({
      status: 422,
      body: { code: 'invalid-request', errors: [{ path: 'expire_at', message: 'has passed' }] },
    });
  });

  it.each([
    ['an amount above the lines', { amount_cents: 11_700 }, 'amount-mismatch', '200 cents ($2.00) too much'],
    ['an amount below the lines', { amount_cents: 11_499 }, 'amount-mismatch', '1 cents ($0.01) too little'],
    ['an unknown channel', { channel: 'other' }, 'invalid-request', 'There is no channel "other".'],
    ['a currency that is not taken', { currency: 'EUR' }, 'payment-method-unavailable', 'It takes USD, not EUR.'],
    ['an unknown field', { sneaky: 1 }, 'invalid-request', 'sneaky: is not a known field'],
  ])('refuses %s, before anything is stored', async (_, change, code, words) => {
    const order = orderBody(change);
    const answer = await api.post('/v1/checkouts', order);
    expect(answer).toMatchObject({ status: 422, body: { code, detail: expect.stringContaining(words) } });
    expect((await api.get(`/v1/checkouts?q=${String(order['merchant_order_id'])}`)).body.items).toEqual([]);
  });

  it.each([
    ['not JSON', '{', {}, 400, 'not-json'],
    ['of another type', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    ['too large', `"${'x'.repeat(256 * 1_024)}"`, {}, 413, 'payload-too-large'],
  ])('refuses a body that is %s', async (_, body, headers, status, code) => {
    expect(await api.post('/v1/checkouts', body, { headers })).toMatchObject({ status, body: { code } });
  });

  it('gives the next attempt to an order whose first workflow ended before it opened', async () => {
    const other = await startRig({}, { worker: false });
    const order = orderBody();
    const impatient = await startApi(other, { answerWithinMs: 500 });
    expect(await impatient.post('/v1/checkouts', order)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    const find = async () => (await impatient.get(`/v1/checkouts?q=${String(order['merchant_order_id'])}`)).body.items;
    const [{ id }] = await find();
    await other.temporal.client.workflow.getHandle(id).terminate('as a failed opening ends it');

    await other.startWorker();
    const opened = await (await startApi(other)).post('/v1/checkouts', order);
    expect(opened).toMatchObject({ status: 201, body: { attempt: 2, status: 'awaiting_authorization' } });
    expect(await find()).toMatchObject([{ attempt: 2 }, { attempt: 1, status: 'canceled', payment_status: 'canceled' }]);
    await other.stop();
  });
});
