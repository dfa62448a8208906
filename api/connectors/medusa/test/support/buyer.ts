import { expect } from 'vitest';
import type { Checkout } from '../../../../client/index.ts';
import { until } from './processes.ts';
import { theShop, type Shop } from './shop.ts';

export interface Session {
  id: string;
  status: string;
  amount: number;
  data: { checkout_id: string; lightbox: { script_url: string; order: object; secure_hash: string } | null } & Record<
    string,
    unknown
  >;
}
export interface Order {
  id: string;
  payment_status: string;
  payment_collections: any[];
}

const ADDRESS = {
  first_name: 'Bea',
  last_name: 'Buyer',
  address_1: '2 Main Street',
  city: 'Saint Paul',
  country_code: 'us',
  postal_code: '55101',
};
const ORDER_FIELDS = 'fields=*payment_collections.payments,payment_status,status';

/** What a buyer does in the storefront, over Medusa's own HTTP API. */
export function buyer({ store, apruve, seeded }: Shop = theShop()) {
  const ok = async <T = any>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await store<T>(method, path, body);
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBe(200);
    return answer.body;
  };
  const at = {
    /** A cart with boots at 33.33, an address and a parcel at 7.00; the tax is 8 %. */
    cart: async (quantity: number): Promise<string> => {
      const { cart } = await ok('POST', '/store/carts', {
        region_id: seeded.region,
        email: 'buyer@example.test',
        shipping_address: ADDRESS,
        items: [{ variant_id: seeded.variant, quantity }],
      });
      await ok('POST', `/store/carts/${cart.id}/shipping-methods`, { option_id: seeded.option });
      return cart.id;
    },
    addBoots: (cartId: string) => ok('POST', `/store/carts/${cartId}/line-items`, { variant_id: seeded.variant, quantity: 1 }),
    /** Pay on credit: a new payment session of the cart. `data` is what a browser may send along. */
    session: async (cartId: string, data?: object): Promise<Session> => {
      const { payment_collection: made } = await ok('POST', '/store/payment-collections', { cart_id: cartId });
      const path = `/store/payment-collections/${made.id}/payment-sessions`;
      const { payment_collection: paid } = await ok('POST', path, { provider_id: 'pp_apruve_credit', ...(data && { data }) });
      expect(paid.payment_sessions).toHaveLength(1);
      return paid.payment_sessions[0];
    },
    /** The session as the storefront sees it now. */
    seen: async (cartId: string): Promise<Session | undefined> => {
      const { cart } = await ok('GET', `/store/carts/${cartId}?fields=*payment_collection.payment_sessions`);
      return cart.payment_collection.payment_sessions[0];
    },
    /** What the buyer does in the lightbox; answers Apruve's order id. */
    lightbox: async ({ data: { lightbox } }: Session, outcome: 'accept' | 'pending' = 'accept'): Promise<string> => {
      const { order, secure_hash } = lightbox ?? {};
      return (await apruve('POST', '/lightbox', { order, secure_hash, outcome })).body.apruve_order_id;
    },
    /** The page brings the order id to Medusa. */
    bring: ({ id }: Session, apruveOrderId: string) =>
      store('POST', `/store/apruve/${id}/authorization`, { apruve_order_id: apruveOrderId }),
    complete: (cartId: string) => store('POST', `/store/carts/${cartId}/complete`),
    /** An order that the buyer has authorized, with its session. */
    ordered: async (quantity: number): Promise<{ order: Order; session: Session }> => {
      const cart = await at.cart(quantity);
      const session = await at.session(cart);
      await at.bring(session, await at.lightbox(session));
      const { body } = await at.complete(cart);
      expect(body).toMatchObject({ type: 'order' });
      return { order: body.order, session };
    },
  };
  return at;
}

/** What the people of the shop see and do: Medusa's admin, and the payment process behind it. */
export function operator({ admin, apruve, payments }: Shop = theShop()) {
  const order = async ({ id }: Pick<Order, 'id'>): Promise<Order> =>
    (await admin('GET', `/admin/orders/${id}?${ORDER_FIELDS}`)).body.order;
  const checkout = async ({ data }: Pick<Session, 'data'>): Promise<Checkout> => {
    const { data: found } = await payments.GET('/v1/checkouts/{id}', { params: { path: { id: data.checkout_id } } });
    if (found === undefined) throw new Error(`no checkout ${data.checkout_id}`);
    return found;
  };
  const paymentOf = async (of: Pick<Order, 'id'>): Promise<string> => (await order(of)).payment_collections[0].payments[0].id;
  return {
    order,
    checkout,
    capture: async (of: Pick<Order, 'id'>, amount?: number) =>
      admin('POST', `/admin/payments/${await paymentOf(of)}/capture`, amount === undefined ? {} : { amount }),
    refund: async (of: Pick<Order, 'id'>, amount: number) =>
      admin('POST', `/admin/payments/${await paymentOf(of)}/refund`, { amount }),
    /** The buyer pays the invoice with this number among those of the checkout. */
    pays: async (session: Session, index = 0) => apruve('POST', `/invoices/${(await checkout(session)).invoices[index]?.id}/pay`),
    /** Apruve pays the merchant: the invoice can no longer be canceled. */
    funds: async (session: Session) => apruve('POST', `/invoices/${(await checkout(session)).invoices[0]?.id}/fund`),
    /** Somebody records in our console that goods of the first invoice came back. */
    returns: async (session: Session, cents: number) => {
      const { id, invoices } = await checkout(session);
      const params = { path: { id, invoice_id: invoices[0]?.id ?? '' } };
      const { error } = await payments.POST('/v1/checkouts/{id}/invoices/{invoice_id}/returns', {
        params,
        body: { amount_cents: cents },
      });
      expect(error).toBeUndefined();
    },
    cancel: ({ id }: Pick<Order, 'id'>) => admin('POST', `/admin/orders/${id}/cancel`),
    /** Every notification of the checkout comes once more, and Medusa has dealt with it. */
    tellAgain: async (session: Session): Promise<void> => {
      const about = { params: { query: { checkout: session.data.checkout_id, limit: 100 } } };
      const { data } = await payments.GET('/v1/notifications', about);
      expect(data?.items.length).toBeGreaterThan(3);
      for (const { id } of data?.items ?? []) await payments.POST('/v1/notifications/{id}/resend', { params: { path: { id } } });
      await until('all are delivered', async () => {
        const { data: after } = await payments.GET('/v1/notifications', about);
        return after?.items.every(({ state, attempts }) => state === 'delivered' && attempts.length > 1) || undefined;
      });
    },
    /** Waits until Medusa's order has this payment status. */
    reaches: (of: Pick<Order, 'id'>, status: string): Promise<Order> =>
      until(`an order that is ${status}`, async () => {
        const seen = await order(of);
        return seen.payment_status === status ? seen : undefined;
      }),
    /** Waits until the checkout is as wanted. */
    becomes: (session: Session, isWanted: (seen: Checkout) => boolean): Promise<Checkout> =>
      until('the checkout', async () => {
        const seen = await checkout(session);
        return isWanted(seen) ? seen : undefined;
      }),
    /** Makes the next requests of the process to Apruve fail. */
    fault: (about: object) => apruve('POST', '/faults', about),
    noFaults: () => apruve('DELETE', '/faults'),
  };
}
