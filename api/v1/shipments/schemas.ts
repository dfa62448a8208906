import { z } from '@hono/zod-openapi';
import type { NewShipmentRequest, ShipmentRequest, ShipmentUpdateRequest } from '../../../workflows/contract/requests.ts';
import { numberText, positiveCents, shortText, time } from '../../../workflows/contract/fields.ts';
import { NAMES_NOTHING, hasAnyField, nullableText, nullableTime, shownCents, shownLines } from '../shared/fields.ts';
import { linesSchema, toOrderItem } from '../shared/order-lines.ts';

export const shipmentSchema = z
  .object({
    id: z.string(),
    merchant_shipment_id: z.string(),
    status: nullableText.openapi({
      description: 'What the sum of the shipments was after it: `partial` below the amount of the invoice, else `fulfilled`.',
    }),
    amount_cents: shownCents,
    shipment_items: shownLines,
    automatic: z.boolean().openapi({
      description:
        'Made with the invoice without being asked for, and never changed: the first shipment that is added rewrites it.',
    }),
    shipper: nullableText,
    tracking_number: nullableText,
    shipped_at: nullableTime,
    delivered_at: nullableTime,
  })
  .openapi('Shipment');
export type ShipmentView = z.infer<typeof shipmentSchema>;

const journey = {
  shipper: shortText.nullish(),
  tracking_number: shortText.nullish(),
  shipped_at: time.nullish(),
  delivered_at: time.nullish(),
};

const goods = {
  amount_cents: positiveCents.nullish(),
  shipment_items: linesSchema.nullish().openapi({
    description: 'The lines in it; without an amount, their sum is its amount. Given together they must agree.',
  }),
};

/** A shipment of an issued invoice, or the one that goes with a new invoice. */
export const newShipmentSchema = z
  .strictObject({
    merchant_shipment_id: numberText.nullish().openapi({ description: 'Your number; generated when absent.' }),
    ...journey,
    ...goods,
  })
  .openapi('NewShipment');

/** A change of a shipment; at least one field. */
export const shipmentChangeSchema = z
  .strictObject({ ...journey, ...goods })
  .refine(hasAnyField, NAMES_NOTHING)
  .openapi('ShipmentChange');

/** The request to the process for the shipment that goes with an invoice. */
export function toShipmentRequest(input: z.output<typeof newShipmentSchema>): ShipmentRequest {
  return {
    merchantShipmentId: input.merchant_shipment_id ?? undefined,
    shipper: input.shipper ?? undefined,
    trackingNumber: input.tracking_number ?? undefined,
    shippedAt: input.shipped_at ?? undefined,
    deliveredAt: input.delivered_at ?? undefined,
    amountCents: input.amount_cents ?? undefined,
    items: input.shipment_items?.map(toOrderItem),
  };
}

interface About {
  invoiceId: string;
  actor: string;
}

/** The request to the process to add a shipment. */
export const toNewShipment = (input: z.output<typeof newShipmentSchema>, about: About): NewShipmentRequest => ({
  ...about,
  ...toShipmentRequest(input),
});

/** The whole shipment, because Apruve takes only that: absent fields stay as they are `now`. */
export function toShipmentUpdate(
  input: z.output<typeof shipmentChangeSchema>,
  now: ShipmentView,
  about: About,
): ShipmentUpdateRequest {
  return {
    ...about,
    shipmentId: now.id,
    shipper: input.shipper ?? now.shipper ?? undefined,
    trackingNumber: input.tracking_number ?? now.tracking_number ?? undefined,
    shippedAt: input.shipped_at ?? now.shipped_at ?? undefined,
    deliveredAt: input.delivered_at ?? now.delivered_at ?? undefined,
    amountCents: input.amount_cents ?? undefined,
    items: input.shipment_items?.map(toOrderItem),
  };
}
