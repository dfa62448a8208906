import { describe, expect, it, vi } from 'vitest';
import { sandboxState, useLightbox } from '../support/shop.ts';
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
    vi.waitUntil(async () => (await statusOf(orderId)) === status, { timeout: 10_000, interval: 50 });
  return { statusOf, becomes };
};

describe('an order of an old tab', () => {
  const { rig, api } = withApi({ webhooks: true });
  const { statusOf, becomes } = atApruve(rig);

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
});
