import { z } from '@hono/zod-openapi';
import { cleanedText, positiveCents, text } from '../../http/text.ts';

/** Goods came back, or should not have been invoiced. Apruve's documentation names no list of reasons. */
export const newReturnSchema = z
  .strictObject({
    amount_cents: positiveCents,
    reason: text(255).default('OTHER'),
    merchant_notes: cleanedText(3_000).optional(),
  })
  .openapi('NewReturn');
