import { z } from '@hono/zod-openapi';
import { cleanedText, signedCents } from '../../http/text.ts';
import type { OrderItem } from '../../../activities/ledger/json-columns.ts';

const MAX_LINES = 500;

/** One line in Apruve's field names. `amount_cents` is the older name of the line total; either is enough, both must agree. */
const lineSchema = z
  .strictObject({
    title: cleanedText(500).pipe(z.string().min(1, 'is empty')),
    quantity: z.int().min(0).max(1_000_000_000).nullish(),
    price_ea_cents: signedCents.nullish(),
    price_total_cents: signedCents.optional(),
    amount_cents: signedCents.optional(),
    description: cleanedText(3_500).nullish(),
    variant_info: cleanedText(255).nullish(),
    sku: cleanedText(255).nullish(),
    vendor: cleanedText(255).nullish(),
    merchant_notes: cleanedText(3_500).nullish(),
    view_product_url: cleanedText(2_048).nullish(),
    plan_code: cleanedText(255).nullish(),
  })
  .refine((line) => line.price_total_cents !== undefined || line.amount_cents !== undefined, {
    path: ['price_total_cents'],
    message: 'is missing: the total of the line in cents',
  })
  .refine(({ price_total_cents: a, amount_cents: b }) => a === undefined || b === undefined || a === b, {
    path: ['amount_cents'],
    message: 'differs from price_total_cents; send one of them',
  })
  .openapi('OrderLine');
type LineInput = z.output<typeof lineSchema>;

export const linesSchema = z
  .array(lineSchema)
  .min(1, 'needs at least one line')
  .max(MAX_LINES, `has more than ${MAX_LINES} lines`);

/** A line with one total. Absent texts stay absent, because Apruve hashes exactly what is sent. */
export function toOrderItem({ amount_cents, price_total_cents, quantity, price_ea_cents, ...texts }: LineInput): OrderItem {
  return {
    ...texts,
    quantity: quantity ?? null,
    price_ea_cents: price_ea_cents ?? null,
    price_total_cents: price_total_cents ?? amount_cents ?? 0,
  };
}
