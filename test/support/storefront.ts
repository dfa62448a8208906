import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import type { ApiAnswer, Checkout, TestStack, Transaction } from './stack.ts';

/** The body of `POST /v1/checkouts` over $115.00. */
export function orderBody(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    merchant_order_id: `ORD-${randomUUID().slice(0, 8)}`,
    amount_cents: 11_500,
    tax_cents: 800,
    shipping_cents: 700,
    order_items: [
      { title: 'Safety gloves', quantity: 10, price_ea_cents: 600, price_total_cents: 6_000, sku: 'GLV-1' },
      { title: 'Work boots', quantity: 1, price_ea_cents: 4_000, price_total_cents: 4_000 },
    ],
    customer: { email: 'buyer@example.test', name: 'Bea Buyer' },
    ...changes,
  };
}

/** What a shop and its operator do, over HTTP only. */
export function storefront({ api, control }: Pick<TestStack, 'api' | 'control'>) {
  const get = async (id: string): Promise<Checkout> => (await api('GET', `/v1/checkouts/${id}`)).body;
  return {
    get,
    open: (changes: Record<string, unknown> = {}): Promise<ApiAnswer<Checkout>> =>
      api('POST', '/v1/checkouts', orderBody(changes)),
    /** What the buyer does in the lightbox; answers the Apruve order id. */
    lightbox: async ({ lightbox }: Checkout, outcome: 'accept' | 'pending' = 'accept'): Promise<string> => {
      const { order, secure_hash } = lightbox ?? {};
      const { body } = await control<{ apruve_order_id: string }>('POST', '/lightbox', { order, secure_hash, outcome });
      return body.apruve_order_id;
    },
    authorize: (id: string, apruveOrderId: string): Promise<ApiAnswer<Checkout>> =>
      api('POST', `/v1/checkouts/${id}/authorization`, { apruve_order_id: apruveOrderId }),
    /** An authorized checkout. */
    authorized: async (changes: Record<string, unknown> = {}): Promise<Checkout> => {
      const { body } = await api('POST', '/v1/checkouts', orderBody(changes));
      const { order, secure_hash } = body.lightbox ?? {};
      const made = await control<{ apruve_order_id: string }>('POST', '/lightbox', { order, secure_hash, outcome: 'accept' });
      return (await api('POST', `/v1/checkouts/${body.id}/authorization`, { apruve_order_id: made.body.apruve_order_id })).body;
    },
    rows: async (id: string): Promise<Transaction[]> =>
      (await api<{ items: Transaction[] }>('GET', `/v1/checkouts/${id}/transactions`)).body.items,
    /** Waits until the checkout shows a status. */
    reaches: async (id: string, status: string, timeout = 20_000): Promise<Checkout> => {
      let seen = await get(id);
      await vi
        .waitUntil(async () => (seen = await get(id)).status === status, { timeout, interval: 100 })
        .catch(() => {
          throw new Error(`${id} is ${seen.status}, not ${status}, after ${timeout} ms`);
        });
      return seen;
    },
  };
}
