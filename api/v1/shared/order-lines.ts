import { z } from '@hono/zod-openapi';
import { lineFields, listOf, signedCents } from '../../../workflows/contract/fields.ts';
import type { OrderItem } from '../../../activities/ledger/json-columns.ts';

/** One line in Apruve's field names. `amount_cents` is the older name of the line total; either is enough, both must agree. */
const lineSchema = z
  .strictObject({
    ...lineFields,
    price_total_cents: signedCents.nullish(),
    amount_cents: signedCents.nullish(),
  })
  .refine((line) => totalOf(line) !== null, {
    path: ['price_total_cents'],
    message: 'is missing: the total of the line in cents',
  })
  .refine(({ price_total_cents: a, amount_cents: b }) => (a ?? b) === (b ?? a), {
    path: ['amount_cents'],
    message: 'differs from price_total_cents; send one of them',
  })
  .openapi('OrderLine');
type LineInput = z.output<typeof lineSchema>;

export const linesSchema = listOf(lineSchema);

interface Totals {
  price_total_cents?: number | null | undefined;
  amount_cents?: number | null | undefined;
}

const totalOf = ({ price_total_cents, amount_cents }: Totals): number | null => price_total_cents ?? amount_cents ?? null;

/** A line with one total. Texts that are absent or null stay away, because Apruve hashes exactly what is sent. */
export function toOrderItem({
  title,
  quantity,
  price_ea_cents,
  price_total_cents,
  amount_cents,
  ...texts
}: LineInput): OrderItem {
  return {
    title,
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== null)),
    quantity: quantity ?? null,
    price_ea_cents: price_ea_cents ?? null,
    price_total_cents: totalOf({ price_total_cents, amount_cents }) ?? 0,
  };
}
