import { z } from '@hono/zod-openapi';
import type { InvoiceRequest } from '../../workflows/contract/messages.ts';
import { linesSchema, toOrderItem } from '../checkouts/order-schema.ts';
import { cents, cleanedText, name, time } from '../http/text.ts';

const NUMBER_LENGTH = 64;

const shipmentSchema = z
  .strictObject({
    merchant_shipment_id: name(NUMBER_LENGTH).optional(),
    shipper: cleanedText(255).optional(),
    tracking_number: cleanedText(255).optional(),
    shipped_at: time.optional(),
    delivered_at: time.optional(),
  })
  .openapi('NewShipment');

/** What an operator asks for; all optional: by default everything that is not invoiced yet. */
export const newInvoiceSchema = z
  .strictObject({
    merchant_invoice_id: name(NUMBER_LENGTH).optional().openapi({ description: 'Your number; one is made where none is given.' }),
    amount_cents: cents.min(1, 'is below 1').optional(),
    tax_cents: cents.optional(),
    shipping_cents: cents.optional(),
    invoice_items: linesSchema.optional(),
    issue_on_create: z.boolean().optional(),
    shipment: shipmentSchema.optional(),
  })
  .openapi('NewInvoice');
export type NewInvoiceInput = z.output<typeof newInvoiceSchema>;

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
