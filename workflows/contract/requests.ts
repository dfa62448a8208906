import { z } from 'zod';

/*
 * These schemas parse everything that comes in from outside, because any client of Temporal can send updates and signals. A
 * request that does not fit is refused; it must never stop the workflow.
 */

// Workflow code must not build functions from text.
z.config({ jitless: true });

/** What can be stored and sent: no NUL, no half surrogate pairs. */
export const storable = (max: number) =>
  z
    .string()
    .max(max)
    .refine((given) => !given.includes('\u0000') && !/\p{Surrogate}/u.test(given), 'has characters that cannot be stored');
const text = storable(255).min(1);
const note = storable(3_500);
const cents = z.int();

/** One line of an invoice, in Apruve's field names; integer cents. */
const lineItemSchema = z.strictObject({
  title: storable(500).min(1),
  quantity: z.number().nullish(),
  price_ea_cents: cents.nullish(),
  price_total_cents: cents,
  description: note.nullish(),
  variant_info: storable(255).nullish(),
  sku: storable(255).nullish(),
  vendor: storable(255).nullish(),
  merchant_notes: note.nullish(),
  view_product_url: storable(2_048).nullish(),
  plan_code: storable(255).nullish(),
});
export type LineItem = z.infer<typeof lineItemSchema>;

/** A shipment of an invoice: by default over its lines, or over what is left to ship where it has none. Integer cents. */
const shipmentRequestSchema = z.strictObject({
  merchantShipmentId: text.optional(),
  shipper: storable(255).optional(),
  trackingNumber: storable(255).optional(),
  shippedAt: storable(255).optional(),
  deliveredAt: storable(255).optional(),
  amountCents: cents.min(1).optional(),
  items: z.array(lineItemSchema).max(500).optional(),
});
export type ShipmentRequest = z.infer<typeof shipmentRequestSchema>;

/** `sendInvoice`: all optional; by default everything that is not invoiced yet. Integer cents. */
export const invoiceRequestSchema = z.strictObject({
  merchantInvoiceId: text.optional(),
  /** Identifies the request when it has no number: a repeat with the same id is the same invoice. */
  requestId: text.optional(),
  amountCents: cents.optional(),
  taxCents: cents.min(0).optional(),
  shippingCents: cents.min(0).optional(),
  items: z.array(lineItemSchema).max(500).optional(),
  issueOnCreate: z.boolean().optional(),
  shipment: shipmentRequestSchema.optional(),
  /** Who asked: recorded with the transaction. */
  actor: storable(255).optional(),
});
export type InvoiceRequest = z.infer<typeof invoiceRequestSchema>;

const actor = storable(255).optional();

/** An action on one invoice, by Apruve's id. */
export const invoiceActionSchema = z.strictObject({ invoiceId: text, note: note.optional(), actor });
export type InvoiceActionRequest = z.infer<typeof invoiceActionSchema>;

/** `updateInvoice`: fields that are absent stay as they are. */
export const invoiceUpdateSchema = z.strictObject({
  invoiceId: text,
  amountCents: cents.optional(),
  taxCents: cents.min(0).optional(),
  shippingCents: cents.min(0).optional(),
  items: z.array(lineItemSchema).max(500).optional(),
  /** What is shipped once the invoice is issued. */
  shipment: shipmentRequestSchema.optional(),
  actor,
});
export type InvoiceUpdateRequest = z.infer<typeof invoiceUpdateSchema>;

/** A shipment of an issued invoice. */
export const newShipmentSchema = z.strictObject({ ...shipmentRequestSchema.shape, invoiceId: text, actor });
export type NewShipmentRequest = z.infer<typeof newShipmentSchema>;

/** A change of a shipment: fields that are absent stay as they are. */
export const shipmentUpdateSchema = z.strictObject({
  ...shipmentRequestSchema.omit({ merchantShipmentId: true }).shape,
  invoiceId: text,
  shipmentId: text,
  actor,
});
export type ShipmentUpdateRequest = z.infer<typeof shipmentUpdateSchema>;

/** `update`: a change of the order before it is final; fields that are absent stay as they are. */
export const orderUpdateSchema = z.strictObject({
  amountCents: cents.min(1).optional(),
  taxCents: cents.min(0).optional(),
  shippingCents: cents.min(0).optional(),
  expireAt: storable(255).optional(),
  poNumber: storable(255).optional(),
  items: z.array(lineItemSchema).min(1).max(500).optional(),
  actor,
});
export type OrderUpdateRequest = z.infer<typeof orderUpdateSchema>;

/** `finalize`: the order will not change any more. */
export const finalizeRequestSchema = z.strictObject({ actor });
export type FinalizeRequest = z.infer<typeof finalizeRequestSchema>;

/** `complete`: release the credit that no invoice will use. */
export const completeRequestSchema = z.strictObject({ actor });
export type CompleteRequest = z.infer<typeof completeRequestSchema>;

/** `openCheckout`: SHA-256 of the order that the shop has sent. */
export const openRequestSchema = z.strictObject({ contentHash: text });

/** `authorize`: the order id that the lightbox gave to the browser. */
export const authorizeRequestSchema = z.strictObject({ apruveOrderId: text });
export type AuthorizeRequest = z.infer<typeof authorizeRequestSchema>;

/** `cancel`: the shop sets `onlyUnauthorized`, because it may cancel only what the buyer has not authorized. */
export const cancelRequestSchema = z.strictObject({
  reason: storable(255).optional(),
  onlyUnauthorized: z.boolean().optional(),
  actor,
});
export type CancelRequest = z.infer<typeof cancelRequestSchema>;

const seenText = storable(255).nullish();

/** A shipment as an event shows it. Of what is absent nothing is known. */
const seenShipmentSchema = z.strictObject({
  id: text,
  number: seenText,
  amountCents: cents.optional(),
  status: seenText,
  shipper: seenText,
  trackingNumber: seenText,
  shippedAt: seenText,
  deliveredAt: seenText,
});
export type SeenShipment = z.infer<typeof seenShipmentSchema>;

/** A verified Apruve webhook, reduced to what the process needs to know where to look. */
export const apruveEventSchema = z.strictObject({
  uuid: text,
  event: text,
  orderId: text.optional(),
  invoiceId: text.optional(),
  shipment: seenShipmentSchema.optional(),
  /** When it happened, ISO 8601, where only the event tells: a funding. */
  at: text.optional(),
});
export type ApruveEvent = z.infer<typeof apruveEventSchema>;

/** What is wrong with a request, in one sentence that names each field. */
export function faultsOf(error: z.ZodError): string {
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  return `The request cannot be read (${faults.join('; ')}).`;
}
