import type { ItemInput } from './inputs.ts';
import type { ItemRow } from '../store/rows.ts';
import { newId, newNumber } from '../values/ids.ts';

/** A line as Apruve keeps it: the request's `view_product_url` becomes `product_url`, the older `amount_cents` the total. */
export const toItem = (input: ItemInput): ItemRow => ({
  id: newId(),
  title: input.title,
  description: input.description ?? null,
  quantity: input.quantity ?? null,
  price_ea_cents: input.price_ea_cents ?? null,
  price_total_cents: input.price_total_cents ?? input.amount_cents ?? null,
  currency: input.currency ?? null,
  product_url: input.view_product_url ?? input.product_url ?? null,
  product_image_url: input.product_image_url ?? null,
  variant_info: input.variant_info ?? null,
  vendor: input.vendor ?? null,
  sku: input.sku ?? null,
  merchant_notes: input.merchant_notes ?? null,
  plan_code: input.plan_code ?? null,
  number: newNumber(),
});

/** The same line on another document, with an id of its own. */
export const copyItem = (item: ItemRow): ItemRow => ({ ...item, id: newId(), number: newNumber() });
