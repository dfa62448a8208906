import { z } from '@hono/zod-openapi';
import { positiveCents } from '../../../workflows/contract/fields.ts';
import { returnNotes, returnReason } from '../../../workflows/contract/returns.ts';
import { sum } from '../../../workflows/rules/money.ts';
import { linesSchema, toOrderItem } from '../shared/order-lines.ts';
import { nullableText, orDefault, shownCents, shownLines } from '../shared/fields.ts';

/** A return within its invoice. */
export const returnSchema = z
  .object({
    id: z.string(),
    amount_cents: shownCents,
    return_items: shownLines.openapi({
      description: 'The lines that it was recorded with; none where an amount alone was given.',
    }),
    reason: nullableText,
    created_at: z.string(),
  })
  .openapi('Return');

/** A return by itself, which names its invoice. */
export const madeReturnSchema = returnSchema.extend({ invoice_id: z.string() }).openapi('MadeReturn');

/** Goods came back, or should not have been invoiced. Apruve's documentation has no list of reasons. */
export const newReturnSchema = z
  .strictObject({
    amount_cents: positiveCents.nullish(),
    return_items: linesSchema.nullish().openapi({
      description:
        'What came back, tax and shipping as lines of their own; without an amount, their sum is its amount. Given together they must agree. They are kept here: Apruve takes none.',
    }),
    reason: orDefault(returnReason, 'OTHER'),
    merchant_notes: returnNotes.nullish(),
  })
  .refine(({ amount_cents, return_items }) => (amount_cents ?? return_items ?? null) !== null, {
    path: ['amount_cents'],
    message: 'is missing: give an amount, or lines',
  })
  .openapi('NewReturn');

/** The lines of a return, as they are kept; undefined where none are given. */
export const linesOfReturn = ({ return_items }: z.output<typeof newReturnSchema>) => return_items?.map(toOrderItem);

/** The amount of a return in cents: as asked, else the sum of its lines. */
export const centsOfReturn = (input: z.output<typeof newReturnSchema>): number =>
  input.amount_cents ?? sum((linesOfReturn(input) ?? []).map(({ price_total_cents }) => price_total_cents));
