import { createHash, timingSafeEqual } from 'node:crypto';

const ORDER_FIELDS = [
  'merchant_id',
  'merchant_order_id',
  'amount_cents',
  'currency',
  'tax_cents',
  'shipping_cents',
  'expire_at',
  'accepts_payment_terms',
  'finalize_on_create',
  'invoice_on_create',
] as const;

const ITEM_FIELDS = [
  'title',
  'plan_code',
  'line_total',
  'price_ea_cents',
  'quantity',
  'merchant_notes',
  'description',
  'variant_info',
  'sku',
  'vendor',
  'view_product_url',
] as const;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as it stands in the JSON, without quotes; null and absent are empty. */
const text = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const itemText = (item: Fields): string => {
  const values: Fields = { ...item, line_total: item['price_total_cents'] ?? item['amount_cents'] };
  return ITEM_FIELDS.map((field) => text(values[field])).join('');
};

const itemsOf = (order: Fields): Fields[] => {
  const items = order['order_items'] ?? order['line_items'];
  return Array.isArray(items) ? items.filter(isFields) : [];
};

/** The text that is hashed: key, ten order values, then eleven values of each line in order, without separators. */
export const hashedText = (apiKey: string, order: Fields): string =>
  [apiKey.trim(), ...ORDER_FIELDS.map((field) => text(order[field])), ...itemsOf(order).map(itemText)].join('');

/**
 * Whether `hash` is the order's secure hash: SHA-256, as lower-case hex, with the key in front (not an HMAC). Tolerant as to
 * the line total, which is `price_total_cents` or, where that is missing, `amount_cents`; one rule for all known clients.
 */
export const isSecureHash = (apiKey: string, order: Fields, hash: string): boolean => {
  const expected = createHash('sha256').update(hashedText(apiKey, order), 'utf8').digest();
  const given = Buffer.from(hash, 'hex');
  return /^[0-9a-f]{64}$/.test(hash) && timingSafeEqual(expected, given);
};
