import type { BigNumberInput } from '@medusajs/framework/types';
import { MedusaError } from '@medusajs/framework/utils';
import { z } from '@medusajs/framework/zod';

/** Medusa's Query, as far as it is used here. */
export interface Query {
  graph(what: { entity: string; fields: string[]; filters: Record<string, unknown> }): Promise<{ data: unknown[] }>;
}

const amount = z.custom<BigNumberInput>((value) => value !== undefined && value !== null);
const text = z.string().nullish();

const sessionSchema = z.object({
  id: z.string(),
  raw_amount: amount,
  currency_code: z.string().transform((code) => code.toUpperCase()),
  provider_id: z.string(),
  payment_collection_id: z.string(),
  data: z.record(z.string(), z.unknown()).nullish(),
  payment: z
    .object({
      captures: z.array(z.object({ id: z.string(), raw_amount: amount, created_by: text })).nullish(),
      refunds: z.array(z.object({ id: z.string(), raw_amount: amount })).nullish(),
    })
    .nullish(),
});
/** A payment session of Medusa's with its payment: what Medusa has recorded so far. */
export type Session = z.infer<typeof sessionSchema>;

const cartSchema = z.object({
  id: z.string(),
  email: text,
  metadata: z.record(z.string(), z.unknown()).nullish(),
  tax_total: amount,
  shipping_total: amount,
  shipping_tax_total: amount,
  items: z.array(
    z.object({
      title: z.string(),
      product_title: text,
      variant_title: text,
      variant_sku: text,
      quantity: amount,
      total: amount,
      tax_total: amount,
    }),
  ),
});
export type Cart = z.infer<typeof cartSchema>;

const LINE_FIELDS = ['title', 'product_title', 'variant_title', 'variant_sku', 'quantity', 'total', 'tax_total'];
const TOTALS = ['total', 'tax_total', 'shipping_total', 'shipping_tax_total'];
const CART_FIELDS = ['id', 'email', 'metadata', ...TOTALS, ...LINE_FIELDS.map((field) => `items.${field}`)];

const SESSION_FIELDS = ['*', 'payment.captures.*', 'payment.refunds.*'];

/** The payment session; null where Medusa has none with this id. */
export async function findSession(query: Query, id: string): Promise<Session | null> {
  const { data } = await query.graph({ entity: 'payment_session', fields: SESSION_FIELDS, filters: { id } });
  const parsed = z.array(sessionSchema).parse(data);
  return parsed.find((session) => session.id === id) ?? null;
}

/** The same; throws where there is none. */
export async function readSession(query: Query, id: string): Promise<Session> {
  const session = await findSession(query, id);
  if (session !== null) return session;
  throw new MedusaError(MedusaError.Types.NOT_FOUND, `There is no payment session "${id}".`);
}

/** The cart that a session pays; null for the payment of an order without one. */
export async function findCart(query: Query, { payment_collection_id }: Session): Promise<Cart | null> {
  const links = await query.graph({ entity: 'cart_payment_collection', fields: ['cart_id'], filters: { payment_collection_id } });
  const [link] = z.array(z.object({ cart_id: z.string() })).parse(links.data);
  if (link === undefined) return null;
  const carts = await query.graph({ entity: 'cart', fields: CART_FIELDS, filters: { id: link.cart_id } });
  return z.array(cartSchema).parse(carts.data)[0] ?? null;
}
