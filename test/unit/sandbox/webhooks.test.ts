import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { SandboxOptions } from '../../sandbox/server.ts';
import recorded from './recorded.json' with { type: 'json' };
import { type Rig, checkedOut, idOf, invoiced, offline, openSandbox, startReceiver } from './sandbox-rig.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const rigWithReceiver = async (answer?: (count: number) => number, options: SandboxOptions = {}) => {
  const receiver = await startReceiver(answer);
  const rig = await openSandbox({ webhookUrl: receiver.url, ...options });
  receiver.trust(rig.publicKeyPem);
  closing.push(async () => {
    await rig.close();
    receiver.close();
  });
  return { rig, receiver };
};

const log = z.object({
  items: z.array(
    z.object({
      uuid: z.string(),
      event: z.string(),
      url: z.string(),
      body: z.string(),
      signature: z.string().nullable(),
      attempts: z.array(z.object({ at: z.string(), status: z.number().nullable() })),
    }),
  ),
});

const deliveries = async (rig: Rig) => {
  const { items } = log.parse((await rig.control('GET', '/webhooks')).body);
  return items.filter(({ event }) => event !== 'credit_available.updated');
};

const entityOf = (body: string): Record<string, unknown> =>
  z.object({ entity: z.record(z.string(), z.unknown()) }).parse(JSON.parse(body)).entity;

describe('what is told', () => {
  test('a simple checkout is told as term, then order, each signed over its exact bytes', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await checkedOut(rig, { merchant_order_id: 'Müller & Söhne <1>' });
    await expect.poll(receiver.events).toEqual(['payment_term.accepted', 'order.accepted']);
    expect(receiver.receipts.map(({ valid }) => valid)).toEqual(receiver.receipts.map(() => true));
    const { body, headers } = receiver.receipts[1] ?? { body: '', headers: { 'x-apruve-signature': '', 'content-type': '' } };
    expect(body).toContain(String.raw`Müller \u0026 Söhne \u003c1\u003e`);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-apruve-signature']).toMatch(/^[A-Za-z0-9+/]{683}=$/);
    expect(entityOf(body)).toMatchObject({
      merchant_order_id: 'Müller & Söhne <1>',
      links: { self: expect.not.stringContaining('.json') },
    });
  });

  test('the term names the order by link and id, not by the number of the shop', async () => {
    const { rig, receiver } = await rigWithReceiver();
    const id = await checkedOut(rig);
    await expect.poll(receiver.events).toContain('payment_term.accepted');
    const entity = entityOf(receiver.receipts[0]?.body ?? '');
    expect(entity).toMatchObject({ status: 'approved', purchase_order_id: id, merchant_order_id: null });
    expect(Object.keys(entity)).toEqual(expect.arrayContaining(Object.keys(recorded.paymentTermAccepted.entity)));
  });

  test('a paid invoice is told in the recorded shape, without amount_due', async () => {
    const { rig, receiver } = await rigWithReceiver();
    const invoice_items = [{ title: 'Clog', price_total_cents: 1000, view_product_url: 'https://example.com/' }];
    const invoice = await invoiced(rig, await checkedOut(rig), 1000, { invoice_items });
    await rig.control('POST', `/invoices/${invoice}/pay`);
    await expect.poll(receiver.events).toContain('invoice.closed');
    const closed = receiver.receipts.find(({ event }) => event === 'invoice.closed');
    const shape = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shape);
      return typeof value === 'object' && value !== null ? Object.entries(value).map(([key, inner]) => [key, shape(inner)]) : '';
    };
    expect(shape(JSON.parse(closed?.body ?? ''))).toEqual(shape(recorded.invoiceClosed));
  });

  test('fund, cancel, shipments and an emptied invoice are told too', async () => {
    const { rig, receiver } = await rigWithReceiver();
    const order = await checkedOut(rig);
    const invoice = await invoiced(rig, order, 1000);
    const shipped_at = '2026-01-01T00:00:00Z';
    const shipment = idOf(await rig.api('POST', `/invoices/${invoice}/shipments`, { amount_cents: 1000, shipped_at }));
    await rig.api('PATCH', `/invoices/${invoice}/shipments/${shipment}`, { shipper: 'UPS' });
    await rig.control('POST', `/invoices/${invoice}/fund`);
    await rig.api('POST', `/invoices/${invoice}/invoice_returns`, { amount_cents: 1000, reason: 'OTHER' });
    await rig.api('POST', `/invoices/${await invoiced(rig, order, 5)}/cancel`);
    await rig.control('POST', `/orders/${order}/cancel`);
    const told = [
      'shipment.created',
      'shipment.updated',
      'invoice.funded',
      'invoice.closed',
      'invoice.canceled',
      'order.canceled',
    ];
    await expect.poll(() => receiver.events().slice(2)).toEqual(told);
  });

  test('an offline order is told as granted at once, as accepted when the buyer confirms', async () => {
    const { rig, receiver } = await rigWithReceiver();
    const id = idOf(await offline(rig));
    await expect.poll(receiver.events).toEqual(['payment_term.accepted']);
    await rig.control('POST', `/orders/${id}/accept`);
    await expect.poll(receiver.events).toEqual(['payment_term.accepted', 'order.accepted']);
  });

  test('changes of available credit are told once for several in a row', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await checkedOut(rig);
    await checkedOut(rig);
    const news = () => receiver.receipts.filter(({ event }) => event === 'credit_available.updated');
    await expect.poll(news).toHaveLength(1);
    expect(entityOf(news()[0]?.body ?? '')).toMatchObject({ credit_available_cents: 100_000_000 - 23_000 });
  });

  test('goes to the profile and to every endpoint, to each once; other merchants hear nothing', async () => {
    const { rig, receiver } = await rigWithReceiver();
    const second = await startReceiver();
    onTestFinished(second.close);
    second.trust(rig.publicKeyPem);
    const path = `/merchants/${rig.merchants.default.merchantId}/webhook_endpoints`;
    await rig.api('POST', path, { url: second.url });
    await rig.api('POST', path, { url: receiver.url });
    await checkedOut(rig);
    await expect.poll(second.events).toEqual(['payment_term.accepted', 'order.accepted']);
    await expect.poll(async () => (await deliveries(rig)).map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 1]);
    expect(second.receipts.map(({ uuid }) => uuid)).toEqual(receiver.receipts.slice(0, 2).map(({ uuid }) => uuid));
  });

  test('the URL can be set and taken away while it runs', async () => {
    const { rig, receiver } = await rigWithReceiver();
    const path = `/merchants/${rig.merchants.default.merchantId}`;
    await rig.control('PUT', path, { webhook_url: null });
    await checkedOut(rig);
    expect(await deliveries(rig)).toEqual([]);
    expect((await rig.control('PUT', path, { webhook_url: receiver.url })).body).toMatchObject({ webhook_url: receiver.url });
    await checkedOut(rig);
    await expect.poll(receiver.events).toHaveLength(2);
  });
});

describe('how it is delivered', () => {
  test('again until it is answered with 200, with the same bytes; another 2xx is not enough', async () => {
    const { rig, receiver } = await rigWithReceiver((count) => [500, 202, 409][count] ?? 200);
    await rig.control('PUT', '/webhooks/mode', { hold: true });
    const order = await checkedOut(rig, {}, { outcome: 'pending' });
    await rig.control('POST', `/orders/${order}/cancel`);
    await rig.control('PUT', '/webhooks/mode', { hold: false });
    const attempts = async () => (await deliveries(rig)).flatMap((item) => item.attempts.map(({ status }) => status));
    await expect.poll(attempts).toEqual([500, 202, 409, 200]);
    expect(new Set(receiver.receipts.filter(({ event }) => event === 'order.canceled').map(({ body }) => body)).size).toBe(1);
  });

  test('the REST answer does not wait for it', async () => {
    const silent = 'http://127.0.0.1:9/nobody';
    const rig = await openSandbox({ webhookUrl: silent });
    closing.push(() => rig.close());
    expect(await checkedOut(rig)).toMatch(/^[0-9a-f]{32}$/);
    await expect.poll(async () => (await deliveries(rig))[0]?.attempts[0]).toMatchObject({ status: null });
  });

  test('held back until hold is switched off; other fields of the mode stay', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await rig.control('PUT', '/webhooks/mode', { hold: true, duplicate: true });
    await checkedOut(rig);
    expect((await deliveries(rig)).map(({ attempts, signature }) => [attempts.length, signature])).toEqual([
      [0, null],
      [0, null],
    ]);
    const mode = await rig.control('PUT', '/webhooks/mode', { hold: false });
    expect(mode.body).toEqual({ duplicate: true, shuffle: false, hold: false, bad_signature: false });
    await expect
      .poll(() => receiver.events().toSorted())
      .toEqual(['order.accepted', 'order.accepted', 'payment_term.accepted', 'payment_term.accepted']);
    expect(new Set(receiver.receipts.map(({ uuid }) => uuid)).size).toBeLessThan(receiver.receipts.length);
  });

  test('flush releases what is held and keeps holding', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await rig.control('PUT', '/webhooks/mode', { hold: true });
    await checkedOut(rig);
    expect((await rig.control('POST', '/webhooks/flush')).body).toEqual({ released: 2 });
    await expect.poll(receiver.events).toHaveLength(2);
    await checkedOut(rig);
    expect((await deliveries(rig)).map(({ attempts }) => attempts.length)).toEqual([1, 1, 0, 0]);
  });

  test('in another order than it happened', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await rig.control('PUT', '/webhooks/mode', { shuffle: true });
    await checkedOut(rig);
    await expect.poll(receiver.events).toEqual(['order.accepted', 'payment_term.accepted']);
  });

  test('wrongly signed, and signed anew for the retry', async () => {
    const { rig, receiver } = await rigWithReceiver((count) =>
      receiver.receipts[count]?.valid === true || wellBehaved ? 200 : 401,
    );
    let wellBehaved = false;
    await rig.control('PUT', '/webhooks/mode', { bad_signature: true });
    await checkedOut(rig);
    await expect.poll(() => receiver.receipts.length).toBeGreaterThan(2);
    expect(receiver.receipts.every(({ valid }) => !valid)).toBe(true);
    await rig.control('PUT', '/webhooks/mode', { bad_signature: false });
    wellBehaved = true;
    await expect.poll(() => receiver.receipts.some(({ valid }) => valid)).toBe(true);
  });
});
