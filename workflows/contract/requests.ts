import { z } from 'zod';
import {
  cents,
  lineFields,
  listOf,
  noteText,
  numberText,
  plainText,
  positiveCents,
  shortText,
  signedCents,
  time,
} from './fields.ts';

/*
 * These schemas parse everything that comes in from outside, because any client of Temporal can send updates and signals. A
 * request that does not fit is refused; it must never stop the workflow.
 */

const text = plainText(255).min(1);

/** One line of an invoice, in Apruve's field names; integer cents. */
export const lineItemSchema = z.strictObject({ ...lineFields, price_total_cents: signedCents });
export type LineItem = z.infer<typeof lineItemSchema>;

/** Lines that the ledger keeps: their id there, and their sum in cents, which is all that a process needs to know of them. */
export const keptLinesSchema = z.strictObject({ id: text, totalCents: z.int() });
export type KeptLines = z.infer<typeof keptLinesSchema>;

/** Lines as the API sends them, which leaves them in the ledger (`lines`), and as others may. */
const goods = { items: listOf(lineItemSchema).optional(), lines: keptLinesSchema.optional() };

/** A shipment of an invoice: by default over its lines, or over what is left to ship where it has none. Integer cents. */
const shipmentRequestSchema = z.strictObject({
  merchantShipmentId: numberText.optional(),
  shipper: shortText.optional(),
  trackingNumber: shortText.optional(),
  shippedAt: time.optional(),
  deliveredAt: time.optional(),
  amountCents: positiveCents.optional(),
  ...goods,
});
export type ShipmentRequest = z.infer<typeof shipmentRequestSchema>;

/** `sendInvoice`: all optional; by default everything that is not invoiced yet. Integer cents. */
export const invoiceRequestSchema = z.strictObject({
  merchantInvoiceId: numberText.optional(),
  /** Identifies the request when it has no number: a repeat with the same id is the same invoice. */
  requestId: text.optional(),
  amountCents: signedCents.optional(),
  taxCents: cents.optional(),
  shippingCents: cents.optional(),
  ...goods,
  issueOnCreate: z.boolean().optional(),
  shipment: shipmentRequestSchema.optional(),
  /** The hash of the canonical request, where the ledger keeps lines of it: a repeat is known by it. */
  asked: text.optional(),
  /** The version of the checkout that was seen: with another one by now, nothing is sent. A repeat of what was sent is answered all the same. */
  ifVersion: z.int().optional(),
  /** Who asked: recorded with the transaction. */
  actor: plainText(255).optional(),
});
export type InvoiceRequest = z.infer<typeof invoiceRequestSchema>;

const actor = plainText(255).optional();

/** An action on one invoice, by Apruve's id. */
export const invoiceActionSchema = z.strictObject({ invoiceId: text, note: noteText.optional(), actor });
export type InvoiceActionRequest = z.infer<typeof invoiceActionSchema>;

/** `updateInvoice`: fields that are absent stay as they are. */
export const invoiceUpdateSchema = z.strictObject({
  invoiceId: text,
  amountCents: signedCents.optional(),
  taxCents: cents.optional(),
  shippingCents: cents.optional(),
  ...goods,
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
  amountCents: positiveCents.optional(),
  taxCents: cents.optional(),
  shippingCents: cents.optional(),
  expireAt: time.optional(),
  poNumber: shortText.optional(),
  ...goods,
  actor,
});
export type OrderUpdateRequest = z.infer<typeof orderUpdateSchema>;

/** `finalize`: the order will not change any more. */
export const finalizeRequestSchema = z.strictObject({ actor });
export type FinalizeRequest = z.infer<typeof finalizeRequestSchema>;

/** `complete`: release the credit that no invoice will use. */
export const completeRequestSchema = z.strictObject({ actor });
export type CompleteRequest = z.infer<typeof completeRequestSchema>;

/** `acknowledge`: somebody knows of what needs a person, by its code. */
export const acknowledgeRequestSchema = z.strictObject({ code: text, note: shortText.optional(), actor });
export type AcknowledgeRequest = z.infer<typeof acknowledgeRequestSchema>;

/** `openCheckout`: SHA-256 of the order that the shop has sent. */
export const openRequestSchema = z.strictObject({ contentHash: text });

/** `authorize`: the order id that the lightbox gave to the browser; `byNumber`: the order is looked up by number and hash, not by it. */
export const authorizeRequestSchema = z.strictObject({ apruveOrderId: text, byNumber: z.boolean().optional() });
export type AuthorizeRequest = z.infer<typeof authorizeRequestSchema>;

/**
 * `cancel`: the shop sets `onlyUnauthorized`, because it may cancel only what the buyer has not authorized. `ifVersion`: the version of
 * the facts that the asker has seen; with others, or where the list shows what they do not hold, nothing is canceled.
 */
export const cancelRequestSchema = z.strictObject({
  reason: shortText.optional(),
  onlyUnauthorized: z.boolean().optional(),
  ifVersion: z.int().optional(),
  actor,
});
export type CancelRequest = z.infer<typeof cancelRequestSchema>;

const seenText = plainText(255).nullish();

/** A shipment as an event shows it. Of what is absent nothing is known. */
const seenShipmentSchema = z.strictObject({
  id: text,
  number: seenText,
  amountCents: z.int().optional(),
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

/** Reads a request by its schema. Null is absent, at any depth. */
export const readRequest = <T>(schema: z.ZodType<T>, request: unknown): z.ZodSafeParseResult<T> =>
  schema.safeParse(withoutNulls(request));

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(given.map(([key, each]) => [key, withoutNulls(each)]));
}

/** What is wrong with a request, in one sentence that names each field. */
export function faultsOf(error: z.ZodError): string {
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  return `The request cannot be read (${faults.join('; ')}).`;
}
