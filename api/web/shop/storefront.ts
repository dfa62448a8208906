import { connect, type Checkout, type NewCheckout, type Problem } from '../../client/index.ts';
import type { Answer, FetchApi } from '../pages/api-client.ts';
import type { BrowserState } from './browser-state.ts';
import { priceCart } from './totals.ts';

// Everything this shop needs of the product, over HTTP only: what any storefront would write.

/** What this shop reads of a checkout. */
export type ShopCheckout = Pick<
  Checkout,
  | 'id'
  | 'mode'
  | 'merchant_order_id'
  | 'status'
  | 'currency'
  | 'amount_cents'
  | 'tax_cents'
  | 'shipping_cents'
  | 'order_items'
  | 'po_number'
  | 'attention'
  | 'lightbox'
  | 'created_at'
>;

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

/** `fetchApi` answers for the API, in whose process this shop runs. */
export function storefront(fetchApi: FetchApi, key: string, requestId?: string): Storefront {
  const client = connect({
    url: 'http://api.internal',
    key,
    headers: requestId === undefined ? {} : { 'x-request-id': requestId },
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      return fetchApi(pathname + search, { method, headers, ...(method !== 'GET' && { body: await request.text() }) });
    },
  });
  const at = (id: string) => ({ params: { path: { id } } });
  return {
    open: async (state) => answerOf(await client.POST('/v1/checkouts', { body: toOrder(state) })),
    read: async (id) => answerOf(await client.GET('/v1/checkouts/{id}', at(id))),
    authorize: async (id, apruveOrderId) =>
      answerOf(await client.POST('/v1/checkouts/{id}/authorization', { ...at(id), body: { apruve_order_id: apruveOrderId } })),
    cancel: async (id, reason) => answerOf(await client.POST('/v1/checkouts/{id}/cancel', { ...at(id), body: { reason } })),
  };
}

interface Answered {
  data?: ShopCheckout | undefined;
  error?: Problem | undefined;
  response: Response;
}

function answerOf({ data, error, response: { status } }: Answered): Answer<ShopCheckout> {
  if (data !== undefined) return { ok: true, status, value: data };
  if (error === undefined) throw new Error(`The API answered ${status} without a body.`);
  return { ok: false, status, refusal: error };
}

function toOrder({ cart, number, email, po }: BrowserState): NewCheckout {
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
