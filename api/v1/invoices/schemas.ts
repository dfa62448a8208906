import { z } from '@hono/zod-openapi';
import type { InvoiceRequest } from '../../../workflows/contract/messages.ts';
import { checkoutParams } from '../checkouts/checkout-schema.ts';
import { linesSchema, toOrderItem } from '../checkouts/order-schema.ts';
import { cents, name, positiveCents, text } from '../../http/text.ts';
import { NUMBER_LENGTH, shipmentFields } from '../shipments/fields.ts';

export const invoiceParams = checkoutParams.extend({
  invoice_id: z.string().openapi({ param: { name: 'invoice_id', in: 'path' }, description: "Apruve's id of the invoice." }),
});

const amounts = {
  amount_cents: positiveCents.optional(),
  tax_cents: cents.optional(),
  shipping_cents: cents.optional(),
  invoice_items: linesSchema.optional(),
};

/** What an operator asks for; all optional: by default everything that is not invoiced yet. */
export const newInvoiceSchema = z
  .strictObject({
    merchant_invoice_id: name(NUMBER_LENGTH).optional().openapi({ description: 'Your number; one is made where none is given.' }),
    ...amounts,
    issue_on_create: z.boolean().optional(),
    shipment: z.strictObject(shipmentFields).optional(),
  })
  .openapi('NewInvoice');
export type NewInvoiceInput = z.output<typeof newInvoiceSchema>;

/** What is changed of a draft; at least one thing is. */
export const invoiceChangeSchema = z
  .strictObject(amounts)
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'names nothing to change')
  .openapi('InvoiceChange');
export type InvoiceChangeInput = z.output<typeof invoiceChangeSchema>;

export const closeSchema = z.strictObject({
  merchant_notes: text(3_500).optional().openapi({ description: 'Kept with the transaction: how the money came.' }),
});

/** The request as the process takes it. `requestId` makes a repeat without a number the same invoice. */
export function toInvoiceRequest(input: NewInvoiceInput, from: { actor: string; requestId: string | undefined }): InvoiceRequest {
  const { merchant_shipment_id, tracking_number, shipped_at, delivered_at, shipper } = input.shipment ?? {};
  const shipment = {
    merchantShipmentId: merchant_shipment_id,
    shipper,
    trackingNumber: tracking_number,
    shippedAt: shipped_at,
    deliveredAt: delivered_at,
  };
  return {
    merchantInvoiceId: input.merchant_invoice_id,
    requestId: from.requestId,
    amountCents: input.amount_cents,
    taxCents: input.tax_cents,
    shippingCents: input.shipping_cents,
    items: input.invoice_items?.map(toOrderItem),
    issueOnCreate: input.issue_on_create,
    shipment: input.shipment === undefined ? undefined : shipment,
    actor: from.actor,
  };
}
