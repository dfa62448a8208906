import { createHash } from 'node:crypto';

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
  'price_total_cents',
  'price_ea_cents',
  'quantity',
  'merchant_notes',
  'description',
  'variant_info',
  'sku',
  'vendor',
  'view_product_url',
] as const;

/**
 * Apruve's secure hash of an order in Apruve's own field names: lower-case hex SHA-256 over the trimmed API key followed by
 * the order's values and each line's values in a fixed order, without separators. Absent values are empty, booleans `true`
 * and `false`. A line without `price_total_cents` is hashed with its older twin `amount_cents`.
 */
export function secureHash(apiKey: string, order: object): string {
  const values = hashedFields(order);
  const items = Array.isArray(values['order_items']) ? values['order_items'].map(hashedFields) : [];
  const texts = [
    ...ORDER_FIELDS.map((field) => hashedText(values[field])),
    ...items.flatMap((item) =>
      ITEM_FIELDS.map((field) => hashedText(field === 'price_total_cents' ? (item[field] ?? item['amount_cents']) : item[field])),
    ),
  ];
  return createHash('sha256')
    .update(apiKey.trim() + texts.join(''), 'utf8')
    .digest('hex');
}

const hashedFields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

function hashedText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`A secure hash is made of texts, numbers and booleans, not of ${typeof value}.`);
}
