import { z } from 'zod';
import { apiClient, type Answer, type FetchApi } from '../pages/api-client.ts';
import type { BrowserState } from './browser-state.ts';
import { priceCart } from './totals.ts';

// Everything this shop needs of the product, over HTTP only: what any storefront would write.

const checkoutSchema = z.object({
  id: z.string(),
  mode: z.enum(['test', 'production']),
  merchant_order_id: z.string(),
  status: z.enum([
    'awaiting_authorization',
    'awaiting_approval',
    'authorized',
    'invoiced',
    'paid',
    'canceled',
    'declined',
    'expired',
    'abandoned',
  ]),
  currency: z.string(),
  amount_cents: z.int(),
  tax_cents: z.int(),
  shipping_cents: z.int(),
  order_items: z.array(
    z.object({ title: z.string(), sku: z.string().nullish(), quantity: z.int().nullable(), price_total_cents: z.int() }),
  ),
  po_number: z.string().nullable(),
  attention: z.object({ code: z.string(), message: z.string() }).nullable(),
  lightbox: z
    .object({
      script_url: z.string(),
      order: z.record(z.string(), z.unknown()),
      secure_hash: z.string(),
      shopper_email: z.string().nullable(),
    })
    .nullable(),
  created_at: z.string(),
});
export type ShopCheckout = z.infer<typeof checkoutSchema>;

/** The shop's calls of the API, made by its server with its storefront key. */
export interface Storefront {
  /** Opens the checkout of a cart, or finds it again. */
  open(state: BrowserState): Promise<Answer<ShopCheckout>>;
  read(id: string): Promise<Answer<ShopCheckout>>;
  /** Sends the order id that apruve.js gave to the browser. Status 202: Apruve has not answered yet. */
  authorize(id: string, apruveOrderId: string): Promise<Answer<ShopCheckout>>;
  /** Cancels an order that nobody has authorized. */
  cancel(id: string, reason: string): Promise<Answer<ShopCheckout>>;
}

export function storefront(fetchApi: FetchApi, key: string, requestId?: string): Storefront {
  const api = apiClient(fetchApi, key, requestId);
  const path = (id: string): string => `/v1/checkouts/${encodeURIComponent(id)}`;
  return {
    open: (state) => api.post('/v1/checkouts', toOrder(state), checkoutSchema),
    read: (id) => api.get(path(id), checkoutSchema),
    authorize: (id, apruveOrderId) => api.post(`${path(id)}/authorization`, { apruve_order_id: apruveOrderId }, checkoutSchema),
    cancel: (id, reason) => api.post(`${path(id)}/cancel`, { reason }, checkoutSchema),
  };
}

function toOrder({ cart, number, email, po }: BrowserState): Record<string, unknown> {
  const { lines, amountCents, taxCents, shippingCents } = priceCart(cart);
  return {
    merchant_order_id: number,
    amount_cents: amountCents,
    currency: 'USD',
    tax_cents: taxCents,
    shipping_cents: shippingCents,
    ...(po !== '' && { po_number: po }),
    order_items: lines.map(({ product, quantity, totalCents }) => ({
      title: product.title,
      sku: product.sku,
      description: product.about,
      quantity,
      price_ea_cents: product.priceCents,
      price_total_cents: totalCents,
    })),
    customer: { email },
  };
}
