import type { InvoiceRow, ShipmentRow } from '../store/rows.ts';
import { centralTime } from '../values/central-time.ts';
import { newId } from '../values/ids.ts';
import { wrongState } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { announceShipment } from './announce.ts';
import type { NewShipment, ShipmentChange } from './inputs.ts';

/** What no shipment of the invoice covers yet, in cents. */
export const unshipped = (world: World, invoice: InvoiceRow): number => {
  const shipped = world.shipments.where('invoice_id', invoice.id).reduce((total, row) => total + row.amount_cents, 0);
  return Math.max(0, invoice.amount_cents - shipped);
};

/** Records a shipment of an invoice that is not canceled (else 409). Without a status it follows from the amounts shipped. */
export const createShipment = (world: World, invoice: InvoiceRow, input: NewShipment): ShipmentRow => {
  if (invoice.status === 'canceled') throw wrongState('Invoice is canceled', 'A canceled invoice takes no shipments.');
  const row = world.shipments.insert({
    id: newId(),
    invoice_id: invoice.id,
    amount_cents: input.amount_cents,
    tax_cents: input.tax_cents ?? null,
    shipping_cents: input.shipping_cents ?? null,
    currency: input.currency ?? invoice.currency,
    shipper: input.shipper ?? null,
    tracking_number: input.tracking_number ?? null,
    shipped_at: input.shipped_at,
    delivered_at: input.delivered_at ?? null,
    merchant_notes: input.merchant_notes ?? null,
    merchant_shipment_id: input.merchant_shipment_id ?? null,
    status: input.status ?? (input.amount_cents >= unshipped(world, invoice) ? 'fulfilled' : 'partial'),
    shipment_items: (input.shipment_items ?? []).map((item) => ({ ...item, id: newId() })),
    created_at: centralTime(world.now()),
  });
  announceShipment(world, 'shipment.created', invoice.merchant_id, row);
  return row;
};

/** Writes a change of a shipment, whole or in part. */
export const changeShipment = (world: World, invoice: InvoiceRow, row: ShipmentRow, change: ShipmentChange): ShipmentRow => {
  const next = world.shipments.update(row, {
    amount_cents: change.amount_cents ?? row.amount_cents,
    tax_cents: change.tax_cents ?? row.tax_cents,
    shipping_cents: change.shipping_cents ?? row.shipping_cents,
    shipper: change.shipper ?? row.shipper,
    tracking_number: change.tracking_number ?? row.tracking_number,
    shipped_at: change.shipped_at ?? row.shipped_at,
    delivered_at: change.delivered_at ?? row.delivered_at,
    merchant_notes: change.merchant_notes ?? row.merchant_notes,
    merchant_shipment_id: change.merchant_shipment_id ?? row.merchant_shipment_id,
    status: change.status ?? row.status,
    shipment_items: change.shipment_items?.map((item) => ({ id: newId(), ...item })) ?? row.shipment_items,
  });
  announceShipment(world, 'shipment.updated', invoice.merchant_id, next);
  return next;
};
