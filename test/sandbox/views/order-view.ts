import { found } from '../values/refusal.ts';
import type { ItemRow, OrderRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import { type LinkStyle, link } from './links.ts';

/** The fields that order items and invoice items share, in Apruve's order. */
export const itemFields = (item: ItemRow) => ({
  title: item.title,
  description: item.description,
  quantity: item.quantity,
  price_ea_cents: item.price_ea_cents,
  price_total_cents: item.price_total_cents,
  currency: item.currency,
  product_url: item.product_url,
  product_image_url: item.product_image_url,
  variant_info: item.variant_info,
  vendor: item.vendor,
  sku: item.sku,
  merchant_notes: item.merchant_notes,
});

/** An order item as Apruve answers it. */
export const orderItemView = (world: World, orderId: string, item: ItemRow, style: LinkStyle = '.json') => ({
  id: item.id,
  order_id: orderId,
  ...itemFields(item),
  links: { self: link(world, `order_items/${item.id}`, style), order: link(world, `orders/${orderId}`, style) },
  plan_code: item.plan_code,
});

/** The terms of an order. `merchant_order_id` stays null even where the order has a number: so it was recorded. */
export const paymentTermView = (world: World, order: OrderRow, style: LinkStyle = '.json') => ({
  po_number: order.po_number,
  type: 'CorporateAccount',
  ...order.term,
  links: { order: link(world, `orders/${order.id}`, style) },
  merchant_order_id: null,
  purchase_order_id: order.id,
});

/** An order as Apruve answers it: its terms under the plural name, though requests carry the singular. */
export const orderView = (world: World, order: OrderRow, style: LinkStyle = '.json') => ({
  id: order.id,
  merchant_id: order.merchant_id,
  customer_id: order.customer_id,
  shopper_id: order.shopper_id,
  amount_cents: order.amount_cents,
  currency: order.currency,
  status: order.shown_status ?? order.status,
  merchant_order_id: order.merchant_order_id,
  accepts_payment_via: [],
  accepts_payment_terms: order.accepts_payment_terms,
  tax_cents: order.tax_cents,
  shipping_cents: order.shipping_cents,
  expire_at: order.expire_at,
  created_at: order.created_at,
  final_state_at: order.final_state_at,
  default_payment_method: null,
  links: {
    self: link(world, `orders/${order.id}`, style),
    customer: link(world, `users/${found(world.accounts.get(order.account_id)).customer_number}`, style),
    shopper: link(world, `users/${order.shopper_id}`, style),
    merchant: link(world, `merchants/${order.merchant_id}`, style),
    invoices: link(world, `orders/${order.id}/invoices`, style),
  },
  finalize_on_create: order.finalize_on_create,
  invoice_on_create: order.invoice_on_create,
  secure_hash: order.secure_hash,
  order_items: order.order_items.map((item) => orderItemView(world, order.id, item, style)),
  payment_terms: paymentTermView(world, order, style),
});
