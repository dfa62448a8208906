import { describe, expect, onTestFinished, test } from 'vitest';
import recorded from './recorded.json' with { type: 'json' };
import { checkedOut, idOf, invoiced, offline } from './sandbox-rig.ts';
import { deliveries, entityOf, rigWithReceiver, startReceiver } from './webhook-rig.ts';

describe('what is told', () => {
  test('a simple checkout is told as term, then order, each signed over its exact bytes', async () => {
    const { rig, receiver } = await rigWithReceiver();
    await checkedOut(rig, { merchant_order_id: 'Müller & Söhne <1>' });
    await expect.poll(receiver.events).toHaveLength(2);
    expect((await deliveries(rig)).map(({ event }) => event)).toEqual(['payment_term.accepted', 'order.accepted']);
    expect(receiver.receipts.map(({ valid }) => valid)).toEqual(receiver.receipts.map(() => true));
    const { body, headers } = receiver.receipts.find(({ event }) => event === 'order.accepted') ?? {
      body: '',
      headers: { 'x-apruve-signature': '', 'content-type': '' },
    };
    expect(body).toContain(String.raw`Müller \u0026 Söhne \u003c1\u003e`);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['x-apruve-signature']).toMatch(/^[A-Za-z0-9+/]{342}==$/);
    expect(entityOf(body)).toMatchObject({
      merchant_order_id: 'Müller & Söhne <1>',
      links: { self: expect.not.stringContaining('.json') },
    });
  });

  test('the term names the order by link and id, not by the number of the shop', async () => {
    const { rig, receiver } = await rigWithReceiver();
    const id = await checkedOut(rig);
    await expect.poll(receiver.events).toContain('payment_term.accepted');
    const told = receiver.receipts.find(({ event }) => event === 'payment_term.accepted');
    const entity = entityOf(told?.body ?? '');
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
    expect((await deliveries(rig)).slice(2).map(({ event }) => event)).toEqual(told);
    await expect.poll(() => receiver.events().toSorted()).toEqual(expect.arrayContaining(told));
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
    await expect.poll(second.events).toHaveLength(2);
    await expect.poll(async () => (await deliveries(rig)).map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 1]);
    const uuids = ({ receipts }: typeof receiver) => receipts.map(({ uuid }) => uuid).toSorted();
    await expect.poll(() => uuids(second).join() === uuids(receiver).join()).toBe(true);
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
