import { z } from 'zod';
import { Refusal } from '../values/refusal.ts';

// Clients send null for what they do not set, flags and amounts also as text: all of that occurs in published plugins.
const cents = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^-?\d{1,15}$/)
      .transform(Number),
  ])
  .nullish();
const text = z.union([z.string(), z.number().transform(String)]).nullish();
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]).nullish();
const timeText = z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'expected an ISO 8601 time');
const time = timeText.nullish();

const requiredText = z.union([z.string().min(1, 'must not be empty'), z.number().transform(String)]);
const requiredCents = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
]);
const positiveCents = requiredCents.refine((value) => value > 0, 'must be more than 0 cents');

/** A line of an order: the title is the only field Apruve insists on. */
export const orderItem = z.object({
  title: requiredText,
  description: text,
  quantity: cents,
  price_ea_cents: cents,
  price_total_cents: cents,
  amount_cents: cents,
  currency: text,
  view_product_url: text,
  product_url: text,
  product_image_url: text,
  variant_info: text,
  vendor: text,
  sku: text,
  merchant_notes: text,
  plan_code: text,
});

export type ItemInput = z.infer<typeof orderItem>;

const invoiceItem = orderItem.extend({ price_total_cents: requiredCents });

/** The fields a client may write on an order, each of them optional: the body of an update. */
export const orderChange = z.object({
  merchant_order_id: text,
  amount_cents: positiveCents.nullish(),
  currency: text,
  tax_cents: cents,
  shipping_cents: cents,
  expire_at: time,
  po_number: text,
  accepts_payment_terms: flag,
  finalize_on_create: flag,
  invoice_on_create: flag,
  order_items: z.array(orderItem).nullish(),
});

export type OrderChange = z.infer<typeof orderChange>;

/** An order out of the lightbox. `line_items` is the older name, still sent by one plugin. */
export const lightboxOrder = orderChange.extend({
  merchant_id: requiredText,
  amount_cents: positiveCents,
  line_items: z.array(orderItem).nullish(),
});

export type LightboxOrder = z.infer<typeof lightboxOrder>;

/** An offline order: buyer and account are named by the merchant. */
export const offlineOrder = orderChange.extend({
  merchant_id: requiredText,
  amount_cents: positiveCents,
  shopper_id: requiredText,
  payment_term: z.object({ corporate_account_id: requiredText }),
});

/** The fields a client may write on an invoice, each of them optional. */
export const invoiceChange = z.object({
  amount_cents: positiveCents.nullish(),
  currency: text,
  tax_cents: cents,
  shipping_cents: cents,
  merchant_invoice_id: text,
  merchant_notes: text,
  due_at: time,
  issue_on_create: flag,
  invoice_items: z.array(invoiceItem).nullish(),
});

export type InvoiceChange = z.infer<typeof invoiceChange>;

export const newInvoice = invoiceChange.extend({ amount_cents: positiveCents });

export type NewInvoice = z.infer<typeof newInvoice>;

/** The fields a client may write on a shipment, each of them optional. */
export const shipmentChange = z.object({
  amount_cents: requiredCents.nullish(),
  tax_cents: cents,
  shipping_cents: cents,
  currency: text,
  shipper: text,
  tracking_number: text,
  shipped_at: time,
  // Two plugins send an empty text for "not yet".
  delivered_at: z.union([z.literal(''), timeText]).nullish(),
  merchant_notes: text,
  merchant_shipment_id: text,
  status: z.enum(['partial', 'fulfilled']).nullish(),
  shipment_items: z.array(z.record(z.string(), z.unknown())).nullish(),
});

export type ShipmentChange = z.infer<typeof shipmentChange>;

export const newShipment = shipmentChange.extend({ amount_cents: requiredCents, shipped_at: timeText });

export type NewShipment = z.infer<typeof newShipment>;

export const newReturn = z.object({
  amount_cents: positiveCents,
  currency: text,
  reason: requiredText,
  merchant_notes: text,
});

export type NewReturn = z.infer<typeof newReturn>;

export const returnChange = z.object({ amount_cents: positiveCents.nullish(), reason: text, merchant_notes: text });

export const newEndpoint = z.object({ url: z.url({ protocol: /^https?$/ }) });

/** The body as the schema has it. A body that does not fit is refused with 400, each fault with its field's name. */
export const parse = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> => {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  throw new Refusal(
    400,
    result.error.issues.map(({ path, input, message }) => {
      const parameter = path.join('.');
      const absent = input === undefined && parameter !== '';
      const detail = absent ? `${parameter} is required.` : `${parameter || 'The body'}: ${message}`;
      return { title: 'Invalid request', detail, source: { parameter } };
    }),
  );
};
