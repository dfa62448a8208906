import { z } from '@hono/zod-openapi';
import type { Customer, OrderItem, ShopOrder } from '../../../activities/ledger/json-columns.ts';
import { cents, cleanedText, name, positiveCents, signedCents, text, time } from '../../http/text.ts';

const MAX_LINES = 500;
const EMAIL_LENGTH = 254;

/** One line in Apruve's field names. `amount_cents` is the older name of the line total; either will do, both must agree. */
const lineSchema = z
  .strictObject({
    title: cleanedText(500).pipe(z.string().min(1, 'is empty')),
    quantity: z.int().min(0).max(1_000_000_000).nullish(),
    price_ea_cents: signedCents.nullish(),
    price_total_cents: signedCents.optional(),
    amount_cents: signedCents.optional(),
    description: cleanedText(3_500).nullish(),
    variant_info: cleanedText(255).nullish(),
    sku: cleanedText(255).nullish(),
    vendor: cleanedText(255).nullish(),
    merchant_notes: cleanedText(3_500).nullish(),
    view_product_url: cleanedText(2_048).nullish(),
    plan_code: cleanedText(255).nullish(),
  })
  .refine((line) => line.price_total_cents !== undefined || line.amount_cents !== undefined, {
    path: ['price_total_cents'],
    message: 'is missing: the total of the line in cents',
  })
  .refine(({ price_total_cents: a, amount_cents: b }) => a === undefined || b === undefined || a === b, {
    path: ['amount_cents'],
    message: 'differs from price_total_cents; send one of them',
  })
  .openapi('OrderLine');
export type LineInput = z.output<typeof lineSchema>;

export const linesSchema = z
  .array(lineSchema)
  .min(1, 'needs at least one line')
  .max(MAX_LINES, `has more than ${MAX_LINES} lines`);

const emailSchema = text(EMAIL_LENGTH).includes('@', 'is not an email address');

const customerSchema = z.strictObject({
  email: emailSchema.nullish(),
  name: cleanedText(255).nullish(),
  id: text(255).nullish(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is not a country of two capital letters (ISO 3166)')
    .nullish(),
  group: text(255).nullish(),
});

/** What a shop's server sends to open a checkout: the order as Apruve names it, the channel and the buyer. */
export const newCheckoutSchema = z
  .strictObject({
    channel: text(64).default('default'),
    merchant_order_id: name(64),
    amount_cents: positiveCents,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'is not a currency of three capital letters (ISO 4217)')
      .default('USD'),
    tax_cents: cents.nullish(),
    shipping_cents: cents.nullish(),
    expire_at: time.nullish(),
    po_number: cleanedText(255).nullish(),
    finalize_on_create: z.boolean().default(true),
    invoice_on_create: z.boolean().default(false),
    order_items: linesSchema,
    customer: customerSchema.nullish(),
  })
  .openapi('NewCheckout');
export type NewCheckoutInput = z.output<typeof newCheckoutSchema>;

/** The same without a lightbox: the buyer is found at Apruve by the email address. */
export const newOfflineCheckoutSchema = z
  .strictObject({
    ...newCheckoutSchema.shape,
    customer: z.strictObject({ ...customerSchema.shape, email: emailSchema }),
    corporate_account_id: text(64)
      .regex(/^[\w-]+$/, "is not an id of Apruve's")
      .nullish()
      .openapi({ description: 'The account that pays, where the buyer has several.' }),
  })
  .openapi('NewOfflineCheckout');

/** The order as the ledger keeps it: nothing absent, so that equal orders are equal texts. */
export function toShopOrder(input: NewCheckoutInput): ShopOrder {
  return {
    merchant_order_id: input.merchant_order_id,
    amount_cents: input.amount_cents,
    currency: input.currency,
    tax_cents: input.tax_cents ?? 0,
    shipping_cents: input.shipping_cents ?? 0,
    expire_at: input.expire_at ?? null,
    po_number: input.po_number ?? null,
    finalize_on_create: input.finalize_on_create,
    invoice_on_create: input.invoice_on_create,
    order_items: input.order_items.map(toOrderItem),
  };
}

/** A line with one total; texts that were not given stay away, as Apruve hashes what it is sent. */
export function toOrderItem({ amount_cents, price_total_cents, quantity, price_ea_cents, ...texts }: LineInput): OrderItem {
  return {
    ...texts,
    quantity: quantity ?? null,
    price_ea_cents: price_ea_cents ?? null,
    price_total_cents: price_total_cents ?? amount_cents ?? 0,
  };
}

export function toCustomer({ customer }: NewCheckoutInput): Customer {
  const { email = null, name: fullName = null, id = null, country = null, group = null } = customer ?? {};
  return { email, name: fullName, id, country, group };
}
