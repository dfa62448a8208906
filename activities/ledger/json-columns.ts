/*
 * What the ledger keeps as JSON: what the shop sent, requests at Apruve with their answers, tries to deliver.
 */

/** One line of a shop's order, in Apruve's field names; integer cents. */
export interface OrderItem {
  title: string;
  quantity: number | null;
  price_ea_cents: number | null;
  price_total_cents: number;
  description?: string | null | undefined;
  variant_info?: string | null | undefined;
  sku?: string | null | undefined;
  vendor?: string | null | undefined;
  merchant_notes?: string | null | undefined;
  view_product_url?: string | null | undefined;
  plan_code?: string | null | undefined;
}

/** The order as the shop's server sent it, its texts cleaned: what every later request to Apruve is built from. */
export interface ShopOrder {
  merchant_order_id: string;
  amount_cents: number;
  currency: string;
  tax_cents: number;
  shipping_cents: number;
  expire_at: string | null;
  po_number: string | null;
  finalize_on_create: boolean;
  invoice_on_create: boolean;
  order_items: OrderItem[];
}

/** The buyer, as far as the shop named them. */
export interface Customer {
  email: string | null;
  name: string | null;
  id: string | null;
  country: string | null;
  group: string | null;
}

/** What a shop keeps with a checkout or an invoice: answered back, never compared and never sent to Apruve. */
export type Metadata = Record<string, string>;

/** What the shop's page hands to apruve.js: `setOrder(order, secure_hash)`. */
export interface Lightbox {
  script_url: string;
  order: Record<string, unknown>;
  secure_hash: string;
}

/** A request at Apruve as it was sent, without headers. */
export interface RecordedRequest {
  method: string;
  path: string;
  body: unknown;
}

/** Its answer, without headers. */
export interface RecordedResponse {
  status: number;
  body: unknown;
}

/** What Apruve last answered a step that is still on its way, in short. */
export interface LastAnswer {
  status: number;
  text: string;
}

/** One try to deliver a notification. `status` is null where no answer came. */
export interface DeliveryAttempt {
  at: string;
  status: number | null;
  error: string | null;
}
