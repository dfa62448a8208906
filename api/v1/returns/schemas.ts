import { z } from '@hono/zod-openapi';
import { cleanedText, positiveCents, text } from '../../http/text.ts';
import { nullableText, shownCents } from '../shared/fields.ts';

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
    reason: text(255).default('OTHER'),
    merchant_notes: cleanedText(3_000).optional(),
  })
  .openapi('NewReturn');
