import { z } from '@hono/zod-openapi';
import { ENVIRONMENT_CHANNEL } from '../../../workflows/contract/channel.ts';
import type { OrderUpdateRequest } from '../../../workflows/contract/requests.ts';
import {
  cents,
  emailText,
  numberText,
  plainText,
  positiveCents,
  shortText,
  time,
  trimmedText,
} from '../../../workflows/contract/fields.ts';
import { countryField, currencyField, DEFAULT_CURRENCY, NAMES_NOTHING, hasAnyField, orDefault } from '../shared/fields.ts';
import { metadataChangeSchema, metadataSchema } from '../shared/metadata.ts';
import { linesSchema, toOrderItem } from '../shared/order-lines.ts';
import type { ShopOrder, Customer } from '../../../activities/ledger/json-columns.ts';

const customerSchema = z.strictObject({
  email: emailText.nullish(),
  name: shortText.nullish(),
  id: trimmedText(255).nullish(),
  country: countryField.nullish(),
  group: trimmedText(255).nullish(),
});

/** What a shop's server sends to open a checkout: the order as Apruve names it, the channel and the buyer. */
export const newCheckoutSchema = z
  .strictObject({
    channel: orDefault(plainText(64), ENVIRONMENT_CHANNEL),
    merchant_order_id: numberText,
    amount_cents: positiveCents,
    currency: orDefault(currencyField, DEFAULT_CURRENCY),
    tax_cents: cents.nullish(),
    shipping_cents: cents.nullish(),
    expire_at: time.nullish(),
    po_number: shortText.nullish(),
    finalize_on_create: orDefault(z.boolean(), true),
    invoice_on_create: orDefault(z.boolean(), false),
    order_items: linesSchema,
    customer: customerSchema.nullish(),
    metadata: metadataSchema.nullish(),
  })
  .openapi('NewCheckout');
export type NewCheckoutInput = z.output<typeof newCheckoutSchema>;

/** The same without a lightbox: the buyer is found at Apruve by the email address. */
export const newOfflineCheckoutSchema = z
  .strictObject({
    ...newCheckoutSchema.shape,
    customer: z.strictObject({ ...customerSchema.shape, email: emailText }),
    corporate_account_id: plainText(64)
      .regex(/^[\w-]+$/, "is not an id of Apruve's")
      .nullish()
      .openapi({ description: 'The account that pays, if the buyer has several.' }),
  })
  .openapi('NewOfflineCheckout');

/** The order as the ledger stores it, with every default filled in, so that equal orders have equal texts. */
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

export function toCustomer({ customer }: NewCheckoutInput): Customer {
  const { email = null, name: fullName = null, id = null, country = null, group = null } = customer ?? {};
  return { email, name: fullName, id, country, group };
}

/** A change of what is the shop's own of a checkout. */
export const checkoutChangeSchema = z.strictObject({ metadata: metadataChangeSchema }).openapi('CheckoutChange');

/** A change of an order; at least one field. The changed order must add up again. */
export const orderChangeSchema = z
  .strictObject({
    amount_cents: positiveCents.nullish(),
    tax_cents: cents.nullish(),
    shipping_cents: cents.nullish(),
    expire_at: time.nullish(),
    po_number: shortText.nullish(),
    order_items: linesSchema.nullish(),
  })
  .refine(hasAnyField, NAMES_NOTHING)
  .openapi('OrderChange');
export type OrderChangeInput = z.output<typeof orderChangeSchema>;

/** The request to the process. */
export function toOrderUpdate(input: OrderChangeInput, actor: string): OrderUpdateRequest {
  return {
    amountCents: input.amount_cents ?? undefined,
    taxCents: input.tax_cents ?? undefined,
    shippingCents: input.shipping_cents ?? undefined,
    expireAt: input.expire_at ?? undefined,
    poNumber: input.po_number ?? undefined,
    items: input.order_items?.map(toOrderItem),
    actor,
  };
}
