/**
 * The sandbox's records. Fields carry Apruve's own names and units (integer cents, US Central times as text); what Apruve
 * keeps to itself stands at the end of each record.
 */

export type MerchantRow = Readonly<{
  id: string;
  name: string;
  email: string;
  web_url: string;
  phone: string;
  url_slug: string;
  api_key: string;
  webhook_url: string | null;
}>;

export type BuyerRow = Readonly<{ id: string; name: string; email: string }>;

export type AccountRow = Readonly<{
  id: string;
  merchant_id: string;
  customer_uuid: string;
  name: string;
  payment_term_strategy_name: string;
  credit_amount_cents: number;
  authorized_buyers: readonly BuyerRow[];
  customer_number: number;
  /** Takes part in no new orders. */
  suspended?: boolean;
  /** Has an electronic payment method that pays each invoice when it is issued. */
  pays_at_issue?: boolean;
  /** How many days after its due date Apruve silently cancels an unpaid invoice; null or absent: never. */
  cancel_overdue_after_days?: number | null;
}>;

export type ItemRow = Readonly<{
  id: string;
  title: string;
  description: string | null;
  quantity: number | null;
  price_ea_cents: number | null;
  price_total_cents: number | null;
  currency: string | null;
  product_url: string | null;
  product_image_url: string | null;
  variant_info: string | null;
  vendor: string | null;
  sku: string | null;
  merchant_notes: string | null;
  plan_code: string | null;
  number: number;
}>;

type OrderStatus = 'new' | 'pending' | 'accepted' | 'canceled';

type TermRow = Readonly<{
  status: 'pending' | 'accepted' | 'canceled';
  escalated_at: string | null;
  final_state_at: string | null;
}>;

export type OrderRow = Readonly<{
  id: string;
  merchant_id: string;
  customer_id: string;
  shopper_id: string;
  merchant_order_id: string | null;
  status: OrderStatus;
  amount_cents: number;
  currency: string;
  tax_cents: number;
  shipping_cents: number;
  accepts_payment_terms: boolean;
  finalize_on_create: boolean;
  invoice_on_create: boolean;
  expire_at: string;
  created_at: string;
  final_state_at: string | null;
  secure_hash: string | null;
  po_number: string | null;
  order_items: readonly ItemRow[];
  term: TermRow;
  account_id: string;
  /** True once the shopper has agreed; a lightbox order is born so, an offline order waits for the confirmation. */
  buyer_approved: boolean;
  /** True while the account holder, not Apruve, decides on the credit ("Ask for approval"). */
  deferred: boolean;
  /** Credit released by `complete`, in cents. */
  released_cents: number;
  completed_at: string | null;
  /** The word that answers and webhooks have in place of the status. */
  shown_status?: string | null;
}>;

type InvoiceStatus = 'pending' | 'open' | 'funded' | 'closed' | 'canceled';

export type InvoiceRow = Readonly<{
  id: string;
  order_id: string;
  amount_cents: number;
  currency: string;
  status: InvoiceStatus;
  issue_on_create: boolean;
  created_at: string;
  opened_at: string | null;
  issued_at: string | null;
  due_at: string | null;
  final_state_at: string | null;
  merchant_notes: string | null;
  merchant_invoice_id: string | null;
  tax_cents: number | null;
  shipping_cents: number | null;
  invoice_items: readonly ItemRow[];
  merchant_id: string;
  /** As in an order. */
  shown_status?: string | null;
  /** What the financing partner has kept of a funded invoice, where that is told. */
  funding_fee_cents?: number;
}>;

export type PaymentRow = Readonly<{
  id: string;
  invoice_id: string;
  payer_id: string;
  payer_number: number;
  amount_cents: number;
  refunded_amount_cents: number;
  currency: string;
  created_at: string;
  /** Null while it is under way, and for ever where it failed. */
  captured_at: string | null;
  failure_reason: string | null;
}>;

type ShipmentItemRow = Readonly<Record<string, unknown>>;

export type ShipmentRow = Readonly<{
  id: string;
  invoice_id: string;
  amount_cents: number;
  tax_cents: number | null;
  shipping_cents: number | null;
  currency: string;
  shipper: string | null;
  tracking_number: string | null;
  shipped_at: string;
  delivered_at: string | null;
  merchant_notes: string | null;
  merchant_shipment_id: string | null;
  status: 'partial' | 'fulfilled';
  shipment_items: readonly ShipmentItemRow[];
  created_at: string;
}>;

export type ReturnRow = Readonly<{
  id: string;
  invoice_id: string;
  amount_cents: number;
  currency: string;
  reason: string;
  merchant_notes: string | null;
  created_by_id: string | null;
  created_at: string;
  updated_at: string;
  merchant_id: string;
}>;

export type EndpointRow = Readonly<{ id: string; merchant_id: string; url: string; version: 'v4' }>;
