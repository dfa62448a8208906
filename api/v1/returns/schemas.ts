import { z } from '@hono/zod-openapi';
import { positiveCents } from '../../../workflows/contract/fields.ts';
import { returnNotes, returnReason } from '../../../workflows/contract/returns.ts';
import { nullableText, orDefault, shownCents } from '../shared/fields.ts';

/** A return within its invoice. */
export const returnSchema = z
  .object({ id: z.string(), amount_cents: shownCents, reason: nullableText, created_at: z.string() })
  .openapi('Return');

/** A return by itself, which names its invoice. */
export const madeReturnSchema = returnSchema.extend({ invoice_id: z.string() }).openapi('MadeReturn');

/** Goods came back, or should not have been invoiced. Apruve's documentation has no list of reasons. */
export const newReturnSchema = z
  .strictObject({
    amount_cents: positiveCents,
    reason: orDefault(returnReason, 'OTHER'),
    merchant_notes: returnNotes.nullish(),
  })
  .openapi('NewReturn');
