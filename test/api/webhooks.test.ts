import { describe, expect, it } from 'vitest';
import { openLedger } from '../../activities/ledger/database.ts';
import { connectTemporal } from '../../worker/platform/index.ts';
import { until } from '../stack/wait.ts';
import { control } from '../support/shop.ts';
import { aKey, startApi, type Answer, type Api } from './api.ts';
import { anEvent, signatureOf } from './signed.ts';
import { withApi } from './with-api.ts';

describe("Apruve's webhooks", () => {
  const { rig, api, shop } = withApi();

  const address = () => `/webhooks/apruve/${rig.env['APRUVE_WEBHOOK_TOKEN']}`;
  const deliver = (event: unknown, to: Api = api, path = address()): Promise<Answer> => {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    return to.post(path, body, { key: null, headers: { 'x-apruve-signature': signatureOf(body) } });
  };
  const inbox = async (uuid: string) => {
    const { items } = (await api.get('/v1/webhook-events?limit=100')).body;
    return items.find((item: { uuid: string }) => item.uuid === uuid);
  };
  const untilOutcome = (uuid: string, outcome: string) =>
    until(
      `${uuid} to be ${outcome}`,
      async () => {
        const found = await inbox(uuid);
        return found?.outcome === outcome ? found : undefined;
      },
      { deadlineMs: 60_000, everyMs: 20 },
    );

  describe('are refused, and leave nothing behind,', () => {
    it.each([
      ['at an unknown address', '/webhooks/apruve/nobody', {}, 404, 'not-found'],
      ['without a signature', null, {}, 401, 'bad-signature'],
      ['with a signature that is none', null, { 'x-apruve-signature': 'AAAA' }, 401, 'bad-signature'],
      ['with the signature of another body', null, { 'x-apruve-signature': signatureOf('{}') }, 401, 'bad-signature'],
    ])('%s', async (_, to, headers, status, code) => {
      const event = anEvent('order.accepted', { id: 'o1' });
      const answer = await api.post(to ?? address(), event, { key: null, headers });
      expect(answer).toMatchObject({ status, body: { code } });
      expect(await inbox(event.uuid)).toBeUndefined();
    });

    it.each(['', 'not json', '[]', '{"event":"order.accepted"}'])('when they hold %j', async (body) => {
      expect(await deliver(body)).toMatchObject({ status: 400, body: { code: 'not-json' } });
    });

    it('when they are larger than 1 MiB', async () => {
      expect(await deliver(`"${'x'.repeat(1_024 * 1_024)}"`)).toMatchObject({ status: 413 });
    });
  });

  it('are checked byte for byte: the same JSON written again does not do', async () => {
    const body = JSON.stringify(anEvent('order.accepted', { id: 'o1' }));
    const headers = { 'x-apruve-signature': signatureOf(body) };
    expect((await api.post(address(), `${body}\n`, { key: null, headers })).status).toBe(401);
  });

  it('reach their checkout, which looks at Apruve and moves', async () => {
    const { path, id, apruveOrderId } = await shop.authorized();
    const { body: invoice } = await api.post(`${path}/invoices`, {});
    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    const event = anEvent('invoice.closed', { id: invoice.id, order_id: apruveOrderId });
    expect(await deliver(event)).toMatchObject({ status: 200, body: { uuid: event.uuid, outcome: 'signaled' } });
    expect(await untilOutcome(event.uuid, 'applied')).toMatchObject({
      checkout_id: id,
      apruve_invoice_id: invoice.id,
      copies: 1,
    });
    expect((await api.get(path)).body).toMatchObject({ status: 'paid', payment_status: 'full' });
    const { items } = (await api.get(`/v1/webhook-events?checkout=${id}`)).body;
    expect(items).toContainEqual(expect.objectContaining({ uuid: event.uuid }));
    expect(new Set(items.map((item: { checkout_id: string }) => item.checkout_id))).toEqual(new Set([id]));

    expect(await deliver(event)).toMatchObject({ status: 200, body: { outcome: 'applied' } });
    expect(await inbox(event.uuid)).toMatchObject({ outcome: 'applied', copies: 2 });
    const late = anEvent('invoice.canceled', { id: invoice.id });
    expect(await deliver(late)).toMatchObject({ status: 200, body: { outcome: null } });
    expect(await untilOutcome(late.uuid, 'late')).toMatchObject({ checkout_id: id });
  });

  it('find a checkout by the shop’s order number, before its order is known here', async () => {
    const { path, apruveOrderId, order } = await shop.accepted();
    const event = anEvent('order.accepted', { id: apruveOrderId, merchant_order_id: order['merchant_order_id'] });
    expect(await deliver(event)).toMatchObject({ status: 200, body: { outcome: 'signaled' } });
    await untilOutcome(event.uuid, 'applied');
    expect((await api.get(path)).body).toMatchObject({ status: 'authorized', apruve_order_id: apruveOrderId });
    const echo = anEvent('payment_term.accepted', { links: { order: `https://test.apruve.com/api/v4/orders/${apruveOrderId}` } });
    expect(await deliver(echo)).toMatchObject({ status: 200, body: { outcome: 'no-news' } });
  });

  it('about what is not known here wait for it, and are not lost', async () => {
    const { path, apruveOrderId } = await shop.accepted();
    const event = anEvent('payment_term.accepted', { purchase_order_id: apruveOrderId });
    expect(await deliver(event)).toMatchObject({ status: 200, body: { outcome: null } });
    const waiting = (await api.get('/v1/webhook-events?outcome=waiting')).body.items;
    expect(waiting).toContainEqual(expect.objectContaining({ uuid: event.uuid, checkout_id: null }));
    await api.post(`${path}/authorization`, { apruve_order_id: apruveOrderId });
    // What became of an event is written together with the next step.
    await api.post(`${path}/invoices`, {});
    await untilOutcome(event.uuid, 'no-news');
  });

  it('can be dealt with once more, by an operator, when Apruve has moved since', async () => {
    const { path, apruveOrderId } = await shop.authorized();
    const { body: invoice } = await api.post(`${path}/invoices`, {});
    const event = anEvent('invoice.closed', { id: invoice.id, order_id: apruveOrderId });
    expect(await deliver(event)).toMatchObject({ status: 200, body: { outcome: 'signaled' } });
    await api.post(`${path}/invoices/${invoice.id}/shipments`, { tracking_number: 'T-2' });
    expect((await api.get(path)).body).toMatchObject({ status: 'invoiced' });

    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    const again = await api.post(`/v1/webhook-events/${event.uuid}/redeliver`);
    expect(again).toMatchObject({ status: 200, body: { uuid: event.uuid, outcome: 'applied', copies: 1 } });
    await until('the checkout to be paid', async () => ((await api.get(path)).body.status === 'paid' ? true : undefined), {
      deadlineMs: 60_000,
      everyMs: 20,
    });

    // That it was applied stands, although it comes too late to be applied now.
    const late = await api.post(`/v1/webhook-events/${event.uuid}/redeliver`);
    expect(late).toMatchObject({ status: 200, body: { outcome: 'applied', checkout_id: expect.any(String) } });
    expect(await inbox(event.uuid)).toMatchObject({ outcome: 'applied' });
    expect(await api.post('/v1/webhook-events/none/redeliver')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const elsewhere = { key: await aKey(rig, { channel: 'other' }) };
    expect((await api.post(`/v1/webhook-events/${event.uuid}/redeliver`, {}, elsewhere)).status).toBe(404);
  });

  it('are heard by each channel of a merchant, for itself', async () => {
    const { APRUVE_MERCHANT_ID: merchant_id, APRUVE_API_KEY: api_key } = rig.env;
    const channel = 'same-merchant';
    const made = await api.post('/v1/channels', { id: channel, name: 'Same merchant', mode: 'test', merchant_id, api_key });
    const { path, apruveOrderId } = await shop.authorized({ channel });
    const { body: invoice } = await api.post(`${path}/invoices`, {});
    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    const event = anEvent('invoice.closed', { id: invoice.id, order_id: apruveOrderId });
    expect(await deliver(event)).toMatchObject({ status: 200, body: { outcome: null } });
    expect(await deliver(event, api, new URL(made.body.webhook_url).pathname)).toMatchObject({ body: { outcome: 'signaled' } });

    await until('the checkout to be paid', async () => ((await api.get(path)).body.status === 'paid' ? true : undefined), {
      deadlineMs: 60_000,
      everyMs: 20,
    });
    const heard: unknown[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: Answer = await api.get(`/v1/webhook-events?limit=1${next && `&cursor=${next}`}`);
      heard.push(...page.body.items.filter(({ uuid }: { uuid: string }) => uuid === event.uuid));
      next = page.body.next_cursor;
    }
    expect(heard).toMatchObject([
      { channel, outcome: 'applied', copies: 1 },
      { channel: 'default', outcome: null, copies: 1, checkout_id: null },
    ]);

    const again = `/v1/webhook-events/${event.uuid}/redeliver`;
    expect(await api.post(again)).toMatchObject({ status: 422, body: { errors: [{ path: 'channel' }] } });
    expect(await api.post(`${again}?channel=${channel}`)).toMatchObject({ status: 200, body: { channel, outcome: 'applied' } });
    const bound = { key: await aKey(rig, { scope: 'admin', channel }) };
    expect(await api.post(again, undefined, bound)).toMatchObject({ status: 200, body: { channel } });
  });

  it('about another order than the adopted one change nothing', async () => {
    const { path, order } = await shop.authorized();
    const before = (await api.get(path)).body;
    const event = anEvent('order.canceled', { id: 'f'.repeat(32), merchant_order_id: order['merchant_order_id'] });
    expect(await deliver(event)).toMatchObject({ status: 200, body: { outcome: null } });
    expect(await untilOutcome(event.uuid, 'no-news')).toBeDefined();
    expect((await api.get(path)).body).toEqual(before);
  });

  it.each([
    ['order.exploded', { id: 'o1' }, 'unknown-event'],
    ['credit_available.updated', { id: 'a1' }, 'no-news'],
    ['team_member.added', null, 'no-news'],
  ])('of the name %s are kept', async (name, entity, outcome) => {
    const event = anEvent(name, entity);
    expect(await deliver(event)).toMatchObject({ status: 200, body: { outcome } });
    expect(await inbox(event.uuid)).toMatchObject({ event: name, outcome, body: event });
  });

  it('are answered 503 while Temporal is down, stored, and handled when they come again', async () => {
    const { temporal, ...others } = rig.config;
    // Never closed: the client's late retries on a closed connection throw where nobody can catch them.
    const nowhere = await connectTemporal({ ...others, temporal: { ...temporal, connection: { address: '127.0.0.1:1' } } });
    const cutOff = await startApi(rig, { temporal: nowhere });
    const { order, apruveOrderId } = await shop.accepted();
    const event = anEvent('order.accepted', { id: apruveOrderId, merchant_order_id: order['merchant_order_id'] });
    expect(await deliver(event, cutOff)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await inbox(event.uuid)).toMatchObject({ outcome: null, copies: 1 });
    expect(await deliver(event)).toMatchObject({ status: 200, body: { outcome: 'signaled' } });
    await untilOutcome(event.uuid, 'applied');
  });

  it('are answered 503 while the database is down', async () => {
    const ledger = openLedger('postgres://nobody@127.0.0.1:1/none');
    const cutOff = await startApi(rig, { ledger });
    const answer = await deliver(anEvent('order.accepted', { id: 'o1' }), cutOff);
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    await ledger.close();
  });

  it('are shown newest first, in pages', async () => {
    const events = ['a', 'b', 'c'].map((name) => anEvent(`page.${name}`, {}));
    for (const event of events) await deliver(event);
    const first = (await api.get('/v1/webhook-events?outcome=unknown-event&limit=2')).body;
    const second = (await api.get(`/v1/webhook-events?outcome=unknown-event&limit=2&cursor=${first.next_cursor}`)).body;
    const names = [...first.items, ...second.items].map((item: { event: string }) => item.event);
    expect(names.slice(0, 3)).toEqual(['page.c', 'page.b', 'page.a']);
  });
});
