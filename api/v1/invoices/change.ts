import { z } from 'zod';
import { lineItemSchema, type InvoiceUpdateRequest, type LineItem } from '../../../workflows/contract/requests.ts';
import { sum } from '../../../workflows/rules/money.ts';
import { toOrderItem } from '../shared/order-lines.ts';
import { toShipmentRequest } from '../shipments/schemas.ts';
import type { InvoiceChangeInput, InvoiceView } from './schemas.ts';

/** A line as it was sent, without the fields that were added for Apruve. */
const sentLineSchema = z.object(lineItemSchema.shape);

/**
 * The whole invoice, because Apruve takes only that: absent fields stay as they are `now`. Lines that no longer give the amount
 * are left out; without new ones the invoice gets one line titled with its number.
 */
export function toInvoiceUpdate(input: InvoiceChangeInput, now: InvoiceView, actor: string): InvoiceUpdateRequest {
  const taxCents = input.tax_cents ?? now.tax_cents ?? 0;
  const shippingCents = input.shipping_cents ?? now.shipping_cents ?? 0;
  const items = input.invoice_items?.map(toOrderItem) ?? linesThatStay(input, now, taxCents + shippingCents);
  const amountCents = input.amount_cents ?? (items === undefined ? now.amount_cents : undefined);
  const shipment = input.shipment ? toShipmentRequest(input.shipment) : undefined;
  return { invoiceId: now.id, amountCents, taxCents, shippingCents, items, shipment, actor };
}

/** The current lines, if they can be read and give the requested amount. */
function linesThatStay({ amount_cents }: InvoiceChangeInput, now: InvoiceView, besides: number): LineItem[] | undefined {
  const { success, data = [] } = z.array(sentLineSchema).min(1).safeParse(now.invoice_items);
  const total = sum(data.map((line) => line.price_total_cents)) + besides;
  return success && (amount_cents ?? total) === total ? data : undefined;
}
