import { z } from '@hono/zod-openapi';
import type { NewShipmentRequest, ShipmentUpdateRequest } from '../../../workflows/contract/requests.ts';
import type { ShipmentView } from '../checkouts/checkout-schema.ts';
import { linesSchema, toOrderItem } from '../checkouts/order-schema.ts';
import { positiveCents } from '../../http/text.ts';
import { invoiceParams } from '../invoices/schemas.ts';
import { journeyFields, shipmentFields } from './fields.ts';

export const shipmentParams = invoiceParams.extend({
  shipment_id: z.string().openapi({ param: { name: 'shipment_id', in: 'path' }, description: "Apruve's id of the shipment." }),
});

const covered = {
  amount_cents: positiveCents.optional(),
  shipment_items: linesSchema.optional().openapi({ description: 'What is in it; without an amount, their sum is its amount.' }),
};

export const newShipmentSchema = z.strictObject({ ...shipmentFields, ...covered }).openapi('NewShipment');
export type NewShipmentInput = z.output<typeof newShipmentSchema>;

/** What has become known of a shipment; at least one thing has. */
export const shipmentChangeSchema = z
  .strictObject({ ...journeyFields, ...covered })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'names nothing to change')
  .openapi('ShipmentChange');
export type ShipmentChangeInput = z.output<typeof shipmentChangeSchema>;

/** A new shipment as the process takes it. */
export function toNewShipment(input: NewShipmentInput, about: { invoiceId: string; actor: string }): NewShipmentRequest {
  return {
    ...about,
    merchantShipmentId: input.merchant_shipment_id,
    shipper: input.shipper,
    trackingNumber: input.tracking_number,
    shippedAt: input.shipped_at,
    deliveredAt: input.delivered_at,
    amountCents: input.amount_cents,
    items: input.shipment_items?.map(toOrderItem),
  };
}

/** A change as the process takes it: the shipment whole, as it is sent to Apruve. What is not given stays as it is shown. */
export function toShipmentUpdate(
  input: ShipmentChangeInput,
  now: ShipmentView,
  about: { invoiceId: string; actor: string },
): ShipmentUpdateRequest {
  return {
    ...about,
    shipmentId: now.id,
    shipper: input.shipper ?? now.shipper ?? undefined,
    trackingNumber: input.tracking_number ?? now.tracking_number ?? undefined,
    shippedAt: input.shipped_at ?? now.shipped_at ?? undefined,
    deliveredAt: input.delivered_at ?? now.delivered_at ?? undefined,
    amountCents: input.amount_cents ?? now.amount_cents,
    items: input.shipment_items?.map(toOrderItem),
  };
}
