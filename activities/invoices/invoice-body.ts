import type { ShipmentPlan } from '../../workflows/contract/step-context.ts';
import type { LineItem } from '../../workflows/contract/messages.ts';
import type { InvoicePlan } from '../../workflows/rules/invoice-plan.ts';
import type { OrderItem, ShopOrder } from '../ledger/json-columns.ts';

/**
 * An invoice as Apruve takes it. The whole order copies the order's lines, tax and shipping; a part without lines goes with one
 * line that is titled with its number, as Apruve shows lines to the buyer.
 */
export function invoiceBody(
  { number, amountCents, wholeOrder, request }: InvoicePlan,
  order: ShopOrder,
): Record<string, unknown> {
  const tax = wholeOrder ? order.tax_cents : (request.taxCents ?? 0);
  const shipping = wholeOrder ? order.shipping_cents : (request.shippingCents ?? 0);
  const given: readonly (OrderItem | LineItem)[] = wholeOrder ? order.order_items : (request.items ?? []);
  const goods = amountCents - tax - shipping;
  const single = { title: number, quantity: 1, price_ea_cents: goods, price_total_cents: goods };
  return {
    amount_cents: amountCents,
    currency: order.currency,
    tax_cents: tax,
    shipping_cents: shipping,
    merchant_invoice_id: number,
    issue_on_create: request.issueOnCreate ?? true,
    invoice_items: (given.length > 0 ? given : [single]).map((line) => ({ ...line, currency: order.currency })),
  };
}

/** A shipment as Apruve takes it. */
export function shipmentBody(plan: ShipmentPlan, currency: string): Record<string, unknown> {
  return {
    merchant_shipment_id: plan.number,
    amount_cents: plan.amountCents,
    currency,
    shipped_at: plan.shippedAt,
    delivered_at: plan.deliveredAt ?? '',
    shipper: plan.shipper ?? '',
    tracking_number: plan.trackingNumber ?? '',
    status: plan.status ?? 'fulfilled',
    shipment_items: plan.items?.map((line) => ({ ...line, currency })) ?? [],
  };
}
