import { describe, expect, it, vi } from 'vitest';
import { control, fault, sandboxState, useLightbox } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import type { Rig } from '../support/rig.ts';
import { withApi } from './with-api.ts';

/** The same order over other lines, and what the whole is then. */
const cart = (cents: number) => ({
  amount_cents: cents,
  tax_cents: 0,
  shipping_cents: 0,
  order_items: [{ title: 'A', price_total_cents: cents }],
});

const atApruve = (rig: Rig) => {
  const statusOf = async (orderId: string): Promise<string | undefined> => (await sandboxState(rig, orderId)).orders[0]?.status;
  const becomes = (orderId: string, status: string) =>
    vi.waitUntil(async () => (await statusOf(orderId)) === status, { timeout: 60_000, interval: 50 });
  return { statusOf, becomes };
};

const requestsOf = async (rig: Rig): Promise<{ method: string; path: string }[]> =>
  (await control<{ items: { method: string; path: string }[] }>(rig, 'GET', '/requests')).items;

describe('an order of an old tab', () => {
  const { rig, api } = withApi({ webhooks: true });
  const { statusOf, becomes } = atApruve(rig);
  const outcomesOf = async (orderId: string): Promise<string[]> => {
    const { items } = (await api.get('/v1/webhook-events?limit=100')).body;
    const about = items.filter((item: { body: unknown }) => JSON.stringify(item.body).includes(orderId));
    return about.map(({ event, outcome }: Record<string, string>) => `${event} ${outcome}`).toSorted();
  };
  const haveOutcomes = (orderId: string, outcomes: string[]) => expect.poll(() => outcomesOf(orderId)).toEqual(outcomes);

  it.each([
    ['other amount', cart(11_600)],
    ['the same amount', { order_items: [{ title: 'B', price_total_cents: 11_500 }] }],
  ])('is canceled while the new cart waits for its buyer, with %s', async (_, change) => {
    const { body: opened } = await api.post('/v1/checkouts', orderBody(cart(11_500)));
    const { body: changed } = await api.post(`/v1/checkouts/${opened.id}/update`, change);
    const old = await useLightbox(rig, opened.lightbox);
    await becomes(old, 'canceled');
    expect((await api.get(`/v1/checkouts/${opened.id}`)).body).toMatchObject({ status: 'awaiting_authorization' });
    const now = await useLightbox(rig, changed.lightbox);
    const answer = await api.post(`/v1/checkouts/${opened.id}/authorization`, { apruve_order_id: now });
    expect(answer).toMatchObject({ status: 200, body: { status: 'authorized', apruve_order_id: now } });
    expect([await statusOf(old), await statusOf(now)]).toEqual(['canceled', 'accepted']);
    await haveOutcomes(old, ['order.accepted released', 'order.canceled released', 'payment_term.accepted released']);
  });

  it('is canceled when its event comes while the order of the first tab is being read', async () => {
    const { body: tabs } = await api.post('/v1/checkouts', orderBody());
    await fault(rig, { method: 'GET', path: '/orders', times: 1, delay_ms: 700 });
    const ids = [await useLightbox(rig, tabs.lightbox), await useLightbox(rig, tabs.lightbox)];
    const { body: adopted } = await api.post(`/v1/checkouts/${tabs.id}/authorization`, { apruve_order_id: ids[0] });
    const shown = adopted.apruve_order_id ?? (await api.get(`/v1/checkouts/${tabs.id}`)).body.apruve_order_id;
    await becomes(ids.find((id) => id !== shown) ?? '', 'canceled');
    expect(await statusOf(shown)).toBe('accepted');
    const other = ids.find((id) => id !== shown) ?? '';
    await haveOutcomes(other, ['order.accepted released', 'order.canceled released', 'payment_term.accepted released']);
  });
});

describe('an order of an old tab, with every webhook held,', () => {
  const { rig, api } = withApi();
  const { statusOf, becomes } = atApruve(rig);

  it.each([
    ['other amount', cart(11_600)],
    ['the same amount', { order_items: [{ title: 'B', price_total_cents: 11_500 }] }],
  ])('is refused and canceled when it is brought: %s', async (_, change) => {
    const { body: opened } = await api.post('/v1/checkouts', orderBody(cart(11_500)));
    const { body: changed } = await api.post(`/v1/checkouts/${opened.id}/update`, change);
    const old = await useLightbox(rig, opened.lightbox);
    const brought = await api.post(`/v1/checkouts/${opened.id}/authorization`, { apruve_order_id: old });
    expect(brought).toMatchObject({ status: 422, body: { code: 'authorization-mismatch' } });
    await becomes(old, 'canceled');
    const now = await useLightbox(rig, changed.lightbox);
    const answer = await api.post(`/v1/checkouts/${opened.id}/authorization`, { apruve_order_id: now });
    expect(answer.body).toMatchObject({ status: 'authorized', apruve_order_id: now });
    expect(await statusOf(now)).toBe('accepted');
  });

  const open = async (cents = 11_500, changes = {}) =>
    (await api.post('/v1/checkouts', orderBody({ ...cart(cents), ...changes }))).body;
  const authorize = (id: string, orderId: string) => api.post(`/v1/checkouts/${id}/authorization`, { apruve_order_id: orderId });

  const canceled = async (cents = 11_500) => {
    const first = await open(cents);
    await api.post(`/v1/checkouts/${first.id}/cancel`, {});
    await expect(rig.temporal.client.workflow.getHandle(`${first.id}/orphans-1`).result()).resolves.toEqual([]);
    return first;
  };

  it('and never brought, is canceled by the update that makes it old, however many there are', async () => {
    const opened = await open(1_000);
    const old: string[] = [];
    for (let n = 0; n < 26; n += 1) old.push(await useLightbox(rig, opened.lightbox));
    await api.post(`/v1/checkouts/${opened.id}/update`, cart(2_000));
    for (const orderId of old) await becomes(orderId, 'canceled');
    expect((await api.get(`/v1/checkouts/${opened.id}`)).body).toMatchObject({ status: 'awaiting_authorization' });
  });

  it('and never brought, is canceled when the order of the new cart is adopted', async () => {
    const opened = await open();
    const { body: changed } = await api.post(`/v1/checkouts/${opened.id}/update`, cart(11_600));
    const [old, now] = [await useLightbox(rig, opened.lightbox), await useLightbox(rig, changed.lightbox)];
    expect(await authorize(opened.id, now)).toMatchObject({ body: { status: 'authorized' } });
    await becomes(old, 'canceled');
    expect(await statusOf(now)).toBe('accepted');
  });

  it('of an earlier attempt is canceled when the next one is authorized', async () => {
    const first = await canceled();
    const old = await useLightbox(rig, first.lightbox);
    const second = await open(11_600, { merchant_order_id: first.merchant_order_id });
    const now = await useLightbox(rig, second.lightbox);
    expect(await authorize(second.id, now)).toMatchObject({ body: { status: 'authorized', attempt: 2 } });
    await becomes(old, 'canceled');
    expect(await statusOf(now)).toBe('accepted');
  });

  it('of an earlier attempt over the same amount is refused and canceled when it is brought to the next one', async () => {
    const first = await canceled();
    const old = await useLightbox(rig, first.lightbox);
    const other = { order_items: [{ title: 'B', price_total_cents: 11_500 }] };
    const second = await open(11_500, { merchant_order_id: first.merchant_order_id, ...other });
    expect(await authorize(second.id, old)).toMatchObject({ status: 422, body: { code: 'authorization-mismatch' } });
    await becomes(old, 'canceled');
    const now = await useLightbox(rig, second.lightbox);
    expect(await authorize(second.id, now)).toMatchObject({ status: 200, body: { apruve_order_id: now } });
  });

  it('of an earlier attempt with equal content has the hash of the next one, which adopts it', async () => {
    const first = await canceled();
    const old = await useLightbox(rig, first.lightbox);
    const second = await open(11_500, { merchant_order_id: first.merchant_order_id });
    expect(second).toMatchObject({ attempt: 2, lightbox: { secure_hash: first.lightbox.secure_hash } });
    expect(await authorize(second.id, old)).toMatchObject({ status: 200, body: { apruve_order_id: old, attempt: 2 } });
  });

  it('holds up no next attempt while Apruve does not cancel it', async () => {
    const first = await open();
    const old = await useLightbox(rig, first.lightbox);
    await fault(rig, { method: 'POST', path: `/orders/${old}/cancel`, times: 1_000, status: 503 });
    expect(await api.post(`/v1/checkouts/${first.id}/cancel`, {})).toMatchObject({ body: { status: 'canceled' } });
    const second = await open(11_600, { merchant_order_id: first.merchant_order_id });
    expect(second).toMatchObject({ attempt: 2, status: 'awaiting_authorization' });
    const now = await useLightbox(rig, second.lightbox);
    expect(await authorize(second.id, now)).toMatchObject({ body: { status: 'authorized' } });
    expect(await statusOf(old)).toBe('accepted');
    await control(rig, 'DELETE', '/faults');
    await becomes(old, 'canceled');
  });

  it('is canceled when the shop cancels before anything was adopted', async () => {
    const opened = await open();
    const old = await useLightbox(rig, opened.lightbox);
    expect(await api.post(`/v1/checkouts/${opened.id}/cancel`, {})).toMatchObject({ body: { status: 'canceled' } });
    await becomes(old, 'canceled');
  });

  it('is canceled with the end of a checkout that took another one, and when it is brought too late', async () => {
    const opened = await open();
    const [first, second, third] = [
      await useLightbox(rig, opened.lightbox),
      await useLightbox(rig, opened.lightbox),
      await useLightbox(rig, opened.lightbox),
    ];
    await authorize(opened.id, first);
    expect(await authorize(opened.id, second)).toMatchObject({ status: 409, body: { code: 'already-authorized' } });
    await becomes(second, 'canceled');
    expect(await statusOf(third)).toBe('accepted');
    await api.post(`/v1/checkouts/${opened.id}/cancel`, {});
    await becomes(third, 'canceled');
  });

  it('costs a checkout of one tab and one hash nothing: no look for orphans, and no other process', async () => {
    const opened = await open();
    const orderId = await useLightbox(rig, opened.lightbox);
    await authorize(opened.id, orderId);
    const { body: invoice } = await api.post(`/v1/checkouts/${opened.id}/invoices`, {});
    await api.post(`/v1/checkouts/${opened.id}/invoices/${invoice.id}/close`, {});
    expect((await api.get(`/v1/checkouts/${opened.id}`)).body).toMatchObject({ status: 'paid' });
    const isAbout = ({ path }: { path: string }): boolean => [orderId, opened.merchant_order_id].some((id) => path.includes(id));
    expect((await requestsOf(rig)).filter(isAbout).map(({ method, path }) => [method, path])).toEqual([
      ['GET', expect.stringMatching(new RegExp(`/orders/${orderId}$`))],
      ['POST', expect.stringMatching(new RegExp(`/orders/${orderId}/invoices$`))],
      // The look at the order's invoices before the end.
      ['GET', expect.stringMatching(new RegExp(`/orders/${orderId}/invoices`))],
    ]);
    const { events } = await rig.temporal.client.workflow.getHandle(opened.id).fetchHistory();
    expect(events?.some((event) => event.startChildWorkflowExecutionInitiatedEventAttributes != null)).toBe(false);
  });
});
