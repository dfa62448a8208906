import { z } from '@hono/zod-openapi';
import { INVOICE_STATUSES } from '../../../workflows/contract/checkout.ts';
import type { InvoiceRequest } from '../../../workflows/contract/messages.ts';
import { cents, noteText, numberText, positiveCents } from '../../../workflows/contract/fields.ts';
import { returnSchema } from '../returns/schemas.ts';
import { NAMES_NOTHING, hasAnyField, modeField, nullableTime, orDefault, shownCents, shownLines } from '../shared/fields.ts';
import { metadataChangeSchema, metadataSchema, shownMetadata } from '../shared/metadata.ts';
import { linesSchema, toOrderItem } from '../shared/order-lines.ts';
import { newShipmentSchema, shipmentSchema, toShipmentRequest } from '../shipments/schemas.ts';

export const invoiceSchema = z
  .object({
    id: z.string().openapi({ description: "Apruve's id." }),
    merchant_invoice_id: z.string(),
    status: z.enum(INVOICE_STATUSES).openapi({ description: 'The status at Apruve.' }),
    amount_cents: shownCents,
    amount_due_cents: shownCents,
    paid_cents: shownCents.openapi({ description: 'What the buyer has paid of it: parts, until it is closed.' }),
    tax_cents: shownCents.nullable(),
    shipping_cents: shownCents.nullable(),
    invoice_items: shownLines,
    due_at: nullableTime,
    overdue: z.boolean(),
    failed_payment: z
      .object({ amount_cents: shownCents, reason: z.string().nullable(), at: nullableTime })
      .nullable()
      .openapi({ description: "The buyer's last payment that failed, while the invoice is unpaid. It moves nothing." }),
    issued_at: nullableTime,
    funded_at: nullableTime,
    closed_at: nullableTime,
    shipments: z.array(shipmentSchema),
    returns: z.array(returnSchema),
    returned_cents: shownCents,
    metadata: shownMetadata,
  })
  .openapi('Invoice');
export type InvoiceView = z.infer<typeof invoiceSchema>;

/** An invoice in the list of all: without its lines, shipments and returns, with what its checkout is known by. */
export const listedInvoiceSchema = invoiceSchema
  .pick({
    id: true,
    merchant_invoice_id: true,
    status: true,
    amount_cents: true,
    amount_due_cents: true,
    paid_cents: true,
    due_at: true,
    overdue: true,
    issued_at: true,
    funded_at: true,
    closed_at: true,
    metadata: true,
  })
  .extend({
    outstanding_cents: shownCents.openapi({
      description: 'What the buyer owes of it: `amount_due_cents` while it is issued and not counted as paid, else 0.',
    }),
    returned_cents: shownCents,
    paid_at: nullableTime.openapi({ description: 'When it was captured.' }),
    checkout_id: z.string(),
    merchant_order_id: z.string(),
    channel: z.string(),
    mode: modeField,
    currency: z.string(),
    po_number: z.string().nullable(),
    customer: z.object({ email: z.string().nullable(), name: z.string().nullable() }),
  })
  .openapi('ListedInvoice');
export type ListedInvoiceView = z.infer<typeof listedInvoiceSchema>;

const amounts = {
  amount_cents: positiveCents.nullish(),
  tax_cents: cents.nullish(),
  shipping_cents: cents.nullish(),
  invoice_items: linesSchema.nullish(),
};

const shipment = newShipmentSchema.nullish().openapi({
  description: 'What is shipped with it as soon as it is issued: by default all of it. Another shipment can follow a part.',
});

/** The request for an invoice. All fields are optional: by default it covers everything that is not invoiced yet. */
export const newInvoiceSchema = z
  .strictObject({
    merchant_invoice_id: numberText.nullish().openapi({ description: 'Your number; generated when absent.' }),
    ...amounts,
    issue_on_create: orDefault(z.boolean(), true),
    shipment,
    metadata: metadataSchema.nullish(),
  })
  .openapi('NewInvoice');

/** A change of a draft, or of the metadata of any; at least one field. */
export const invoiceChangeSchema = z
  .strictObject({ ...amounts, shipment, metadata: metadataChangeSchema.nullish() })
  .refine(hasAnyField, NAMES_NOTHING)
  .openapi('InvoiceChange');
export type InvoiceChangeInput = z.output<typeof invoiceChangeSchema>;

export const closeSchema = z.strictObject({
  merchant_notes: noteText.nullish().openapi({ description: 'How the money was collected; stored with the transaction.' }),
});

/** The request to the process. `requestId` makes a repeat without a number the same invoice. */
export function toInvoiceRequest(
  input: z.output<typeof newInvoiceSchema>,
  from: Pick<InvoiceRequest, 'actor' | 'requestId' | 'ifVersion'>,
): InvoiceRequest {
  return {
    ...from,
    merchantInvoiceId: input.merchant_invoice_id ?? undefined,
    amountCents: input.amount_cents ?? undefined,
    taxCents: input.tax_cents ?? undefined,
    shippingCents: input.shipping_cents ?? undefined,
    items: input.invoice_items?.map(toOrderItem),
    issueOnCreate: input.issue_on_create,
    shipment: input.shipment ? toShipmentRequest(input.shipment) : undefined,
  };
}
