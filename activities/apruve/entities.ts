import { z } from 'zod';
import { INVOICE_STATUSES } from '../../workflows/contract/checkout.ts';

/** What Apruve answers, as far as this product relies on it; unknown fields are left alone. */
const id = z.string().min(1);
const cents = z.int();
/** ISO time; Apruve writes an absent one as null or as an empty text. What is no time is none. */
const time = z
  .string()
  .nullish()
  .transform((text) => (text != null && !Number.isNaN(Date.parse(text)) ? text : null));

/** A status that this product does not know, with Apruve's word for it. */
export type UnknownStatus = `unknown: ${string}`;

/** A status by Apruve's word. An unknown word does not make the whole answer unreadable, because what was asked for is done. */
const knownStatus = <S extends string>(known: readonly S[]) =>
  z.string().transform((word): S | UnknownStatus => known.find((each) => each === word) ?? `unknown: ${word}`);

export const isUnknown = (status: string): status is UnknownStatus => status.startsWith('unknown: ');

const ORDER_STATUSES = ['new', 'pending', 'accepted', 'canceled'] as const;

export const orderSchema = z.looseObject({
  id,
  merchant_id: id,
  merchant_order_id: z.string().nullish(),
  status: knownStatus(ORDER_STATUSES),
  amount_cents: cents,
  currency: z.string(),
  expire_at: time,
  shopper_id: z.string().nullish(),
  secure_hash: z.string().nullish(),
  /** The PO number is usually typed by the buyer in the lightbox. */
  payment_terms: z.looseObject({ po_number: z.string().nullish() }).nullish().catch(null),
  created_at: time,
});
export type ApruveOrder = z.infer<typeof orderSchema>;

/** A flag may come back as the text that a plugin sent. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).nullish();
const text = z.string().nullish();

/** One line of an order. A total has two names; an address has one in requests and another in answers. */
const orderItemSchema = z.looseObject({
  title: text,
  quantity: z.int().nullish().catch(null),
  price_ea_cents: cents.nullish(),
  price_total_cents: cents.nullish(),
  amount_cents: cents.nullish(),
  description: text,
  variant_info: text,
  sku: text,
  vendor: text,
  merchant_notes: text,
  view_product_url: text,
  product_url: text,
  plan_code: text,
});
export type ApruveOrderItem = z.infer<typeof orderItemSchema>;

/** An order with all that it is about: read only where the order was not made here. */
export const wholeOrderSchema = orderSchema.extend({
  tax_cents: cents.nullish(),
  shipping_cents: cents.nullish(),
  finalize_on_create: flag,
  invoice_on_create: flag,
  po_number: text,
  order_items: z.array(orderItemSchema).nullish(),
});
export type ApruveWholeOrder = z.infer<typeof wholeOrderSchema>;

const paymentSchema = z.looseObject({
  id: z.string().nullish(),
  status: z.string().nullish(),
  amount_cents: cents.nullish(),
  failure_reason: z.string().nullish(),
  state_changed_at: time,
});

export const invoiceSchema = z.looseObject({
  id,
  order_id: id,
  status: knownStatus(INVOICE_STATUSES),
  amount_cents: cents,
  amount_due: cents.nullish(),
  currency: z.string().nullish(),
  merchant_invoice_id: z.string().nullish(),
  issue_on_create: z.union([z.boolean(), z.enum(['true', 'false'])]).nullish(),
  due_at: time,
  issued_at: time,
  final_state_at: time,
  payments: z.array(paymentSchema).nullish(),
});
export type ApruveInvoice = z.infer<typeof invoiceSchema>;

export const shipmentSchema = z.looseObject({
  id,
  invoice_id: z.string().nullish(),
  amount_cents: cents.nullish(),
  merchant_shipment_id: z.string().nullish(),
});
/** Who may buy on an account; a person can be a buyer of several. */
const buyerSchema = z.looseObject({ id, email: z.string().nullish() });

export const accountSchema = z.looseObject({
  id,
  name: z.string().nullish(),
  merchant_uuid: z.string().nullish(),
  customer_uuid: z.string().nullish(),
  credit_available_cents: cents.nullish(),
  currency: z.string().nullish(),
  authorized_buyers: z.array(buyerSchema).nullish(),
});
export type ApruveAccount = z.infer<typeof accountSchema>;

export const merchantSchema = z.looseObject({ name: z.string().nullish() });
export type ApruveMerchant = z.infer<typeof merchantSchema>;

export const webhookEndpointSchema = z.looseObject({ id, url: z.string() });
export type ApruveWebhookEndpoint = z.infer<typeof webhookEndpointSchema>;

export const returnSchema = z.looseObject({ id, amount_cents: cents, merchant_notes: z.string().nullish(), created_at: time });
export type ApruveReturn = z.infer<typeof returnSchema>;

export type ApruveShipment = z.infer<typeof shipmentSchema>;
