import { secureHash } from '../../activities/apruve/secure-hash.ts';
import { FOREIGN_BUYER, SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../worker/commands/audit.ts';
import { isCountedByCore, namesIn, queriedNames, readMetrics } from '../support/metrics.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { storefront } from '../support/storefront.ts';

describe('over HTTP only', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());

  async function wholeLife(): Promise<void> {
    const shop = storefront(stack);
    const { status, body: opened } = await shop.open();
    expect(status).toBe(201);
    expect(opened).toMatchObject({ status: 'awaiting_authorization', payment_status: 'pending', attempt: 1 });
    const orderId = await shop.lightbox(opened);
    const { body: authorized } = await shop.authorize(opened.id, orderId);
    expect(authorized).toMatchObject({ status: 'authorized', payment_status: 'authorized', apruve_order_id: orderId });
    const invoiced = await stack.api<Record<string, unknown>>('POST', `/v1/checkouts/${opened.id}/invoices`, {});
    expect(invoiced).toMatchObject({
      status: 201,
      body: { status: 'open', amount_cents: 11_500, shipments: [{ amount_cents: 11_500 }] },
    });
    expect(await shop.get(opened.id)).toMatchObject({ status: 'invoiced', payment_status: 'invoiced' });
    const invoiceId = String(invoiced.body['id']);
    await stack.control('POST', `/invoices/${invoiceId}/pay`);
    expect(await shop.reaches(opened.id, 'paid')).toMatchObject({ payment_status: 'full' });

    const rows = await shop.rows(opened.id);
    const [authorize, invoice, shipment, capture] = rows;
    const amounts = { amount_cents: 11_500, active: false, successful: true };
    expect(rows).toHaveLength(4);
    expect(authorize).toMatchObject({ ...amounts, action: 'authorize', reference: orderId, source_id: null });
    expect(invoice).toMatchObject({ ...amounts, action: 'invoice', reference: invoiceId, source_id: authorize?.id });
    expect(shipment).toMatchObject({ ...amounts, action: 'shipment', source_id: invoice?.id });
    expect(capture).toMatchObject({ ...amounts, action: 'capture', reference: invoiceId, source_id: invoice?.id });
  }

  it('twenty checkouts at once go from order to money, every transaction recorded', async () => {
    await Promise.all(Array.from({ length: 20 }, wholeLife));
    const sandbox = await stack.control<Record<'orders' | 'invoices' | 'shipments', unknown[]>>('GET', '/state');
    const { orders, invoices, shipments } = sandbox.body;
    expect([orders.length, invoices.length, shipments.length]).toEqual([20, 20, 20]);
    const disagreements: unknown[] = [];
    await audit(stack.config, (disagreement) => disagreements.push(disagreement));
    expect(disagreements).toEqual([]);
  });

  it('the same order sent twice at once is one checkout with one answer', async () => {
    const shop = storefront(stack);
    const merchant_order_id = `TWICE-${Date.now()}`;
    const answers = await Promise.all([shop.open({ merchant_order_id }), shop.open({ merchant_order_id })]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]));
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    const other = await shop.open({ merchant_order_id, amount_cents: 11_600, tax_cents: 900 });
    expect(other).toMatchObject({ status: 409, body: { code: 'order-conflict' } });
  });

  it.each([
    ['a wrong amount', { amount_cents: 11_600, tax_cents: 900 }],
    ['a wrong order number', { merchant_order_id: 'ANOTHER' }],
  ])('an Apruve order with %s is refused and nothing is authorized', async (_, changes) => {
    const shop = storefront(stack);
    const { body: mine } = await shop.open();
    const number = { merchant_order_id: String(mine.lightbox?.order['merchant_order_id']) };
    const { order } = mine.lightbox ?? {};
    const other = { ...order, ...number, ...changes };
    const signed = await stack.control<{ apruve_order_id: string }>('POST', '/lightbox', {
      order: other,
      secure_hash: hashOf(stack, other),
      outcome: 'accept',
    });
    const refused = await shop.authorize(mine.id, signed.body.apruve_order_id);
    expect(refused).toMatchObject({ status: 422, body: { code: 'authorization-mismatch' } });
    expect(await shop.get(mine.id)).toMatchObject({
      status: 'awaiting_authorization',
      apruve_order_id: null,
      attention: { code: 'authorization-mismatch' },
    });
    expect((await shop.rows(mine.id)).map(({ action }) => action)).toEqual(['purchase', 'authorization_mismatch']);
  });

  it.each(['another merchant’s order', 'an order that nobody knows'])('%s is refused', async (which) => {
    const shop = storefront(stack);
    const { body: mine } = await shop.open();
    const order = { ...mine.lightbox?.order, merchant_id: SECOND_MERCHANT_ID };
    const secure_hash = secureHash(SECOND_API_KEY, order);
    const foreign = { order, secure_hash, outcome: 'accept', buyer: FOREIGN_BUYER };
    const made = await stack.control<{ apruve_order_id: string }>('POST', '/lightbox', foreign);
    const id = which.startsWith('another') ? made.body.apruve_order_id : 'f'.repeat(32);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(await shop.authorize(mine.id, id)).toMatchObject({ status: 422, body: { code: 'authorization-mismatch' } });
    expect(await shop.get(mine.id)).toMatchObject({ status: 'awaiting_authorization', apruve_order_id: null });
  });

  it('is counted by API and worker, under the names that alerts and dashboard ask for', async () => {
    const { metrics } = stack.stack.info;
    const [api, worker] = await Promise.all([readMetrics(metrics.api), readMetrics(metrics.worker)]);
    expect(api).toMatch(/^http_request_duration_seconds_count\{method="POST",route="\/v1\/checkouts",status="201"\} [1-9]/m);
    expect(api).not.toMatch(/chk_[a-z2-7]{26}/);
    expect(worker).toMatch(/^apruve_call_duration_seconds_count\{method="GET",resource="\/orders\/:id",outcome="done"\} [1-9]/m);
    expect(worker).toMatch(/^notification_tries_total\{state="delivered"\} [1-9]/m);
    expect(worker).toMatch(/^temporal_num_pollers\{/m);
    for (const path of ['deploy/prometheus/alerts.yaml', 'deploy/grafana/dashboard.json']) {
      const queried = await queriedNames(path);
      expect(queried.length).toBeGreaterThan(10);
      const absent = queried.filter((name) => !namesIn(api, worker).has(name));
      for (const name of absent) expect({ name, known: await isCountedByCore(name) }).toEqual({ name, known: true });
    }
    for (const url of [metrics.api, metrics.worker]) {
      expect((await fetch(url.replace('/metrics', '/livez'))).status).toBe(200);
      expect(await (await fetch(url.replace('/metrics', '/readyz'))).json()).toMatchObject({ status: 'ready', temporal: 'up' });
      expect((await fetch(url.replace('/metrics', '/other'))).status).toBe(404);
    }
  });
});

const hashOf = ({ config }: TestStack, order: object): string => secureHash(config.apruve.channel?.apiKey ?? '', order);
