import { expect } from 'vitest';
import { until } from './processes.ts';
import type { Shop } from './shop.ts';

export interface Session {
  id: string;
  status: string;
  amount: number;
  data: { checkout_id: string; lightbox: { order: object; secure_hash: string } | null } & Record<string, unknown>;
}
export interface Order {
  id: string;
  payment_status: string;
  payment_collections: any[];
}
type Outcome = 'accept' | 'pending';

const ADDRESS = {
  first_name: 'Bea',
  last_name: 'Buyer',
  address_1: '2 Main Street',
  city: 'Saint Paul',
  country_code: 'us',
  postal_code: '55101',
};
const ORDER_FIELDS = 'fields=*payment_collections.payments,*payment_collections.payment_sessions,payment_status';

/** What a buyer does in the storefront and an operator sees in the admin, over Medusa's own HTTP API. */
export function buyer({ store, admin, apruve, payments, seeded }: Shop) {
  const ok = async <T = any>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await store<T>(method, path, body);
    expect(answer, `${method} ${path}: ${JSON.stringify(answer.body)}`).toMatchObject({ status: 200 });
    return answer.body;
  };
  const order = async ({ id }: Pick<Order, 'id'>): Promise<Order> =>
    (await admin('GET', `/admin/orders/${id}?${ORDER_FIELDS}`)).body.order;
  return {
    /** A cart with boots, an address and a way to ship. */
    cart: async (quantity: number, email = 'buyer@example.test'): Promise<string> => {
      const { cart } = await ok('POST', '/store/carts', {
        region_id: seeded.region,
        email,
        shipping_address: ADDRESS,
        items: [{ variant_id: seeded.variant, quantity }],
      });
      await ok('POST', `/store/carts/${cart.id}/shipping-methods`, { option_id: seeded.option });
      return cart.id;
    },
    /** Pay on credit: a new payment session of the cart. `data` is what a browser may send along. */
    session: async (cartId: string, data?: object): Promise<Session> => {
      const { payment_collection: made } = await ok('POST', '/store/payment-collections', { cart_id: cartId });
      const { payment_collection: with_ } = await ok('POST', `/store/payment-collections/${made.id}/payment-sessions`, {
        provider_id: 'pp_apruve_credit',
        ...(data && { data }),
      });
      expect(with_.payment_sessions).toHaveLength(1);
      return with_.payment_sessions[0];
    },
    /** The session as the storefront sees it now. */
    seen: async (cartId: string): Promise<Session> =>
      (await ok('GET', `/store/carts/${cartId}?fields=*payment_collection.payment_sessions`)).cart.payment_collection
        .payment_sessions[0],
    /** What the buyer does in the lightbox; answers Apruve's order id. */
    lightbox: async ({ data: { lightbox } }: Session, outcome: Outcome = 'accept'): Promise<string> =>
      (await apruve('POST', '/lightbox', { ...lightbox, script_url: undefined, shopper_email: undefined, outcome })).body
        .apruve_order_id,
    /** The page brings the order id to Medusa. */
    bring: async ({ id }: Session, apruveOrderId: string) =>
      (await ok('POST', `/store/apruve/${id}/authorization`, { apruve_order_id: apruveOrderId })).payment_session,
    /** Completes the cart; the order must be placed. */
    complete: async (cartId: string): Promise<Order> => {
      const { type, order: placed, error } = await ok('POST', `/store/carts/${cartId}/complete`);
      expect({ type, error }).toEqual({ type: 'order', error: undefined });
      return order(placed);
    },
    order,
    payment: async (of: Pick<Order, 'id'>) => (await order(of)).payment_collections[0].payments[0],
    /** Waits until Medusa's order has this payment status. */
    reaches: (of: Pick<Order, 'id'>, status: string): Promise<Order> =>
      until(`an order that is ${status}`, async () => {
        const seen = await order(of);
        return seen.payment_status === status ? seen : undefined;
      }),
    checkout: ({ data }: Session) => payments.GET('/v1/checkouts/{id}', { params: { path: { id: data.checkout_id } } }),
  };
}
export type Buyer = ReturnType<typeof buyer>;
