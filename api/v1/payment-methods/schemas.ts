import { z } from '@hono/zod-openapi';
import { MAX_CENTS, trimmedText } from '../../../workflows/contract/fields.ts';
import { countryField, currencyField, DEFAULT_CURRENCY, modeField } from '../shared/fields.ts';

/** The part of a cart that the rules of a channel check. */
export const cartSchema = z.strictObject({
  currency: currencyField.default(DEFAULT_CURRENCY),
  amount_cents: z.coerce.number().int().min(1).max(MAX_CENTS).optional(),
  country: countryField.optional(),
  customer_group: trimmedText(255).optional(),
});

export const methodSchema = z
  .object({
    channel: z.string(),
    mode: modeField,
    labels: z.record(z.string(), z.object({ label: z.string(), short_label: z.string() })),
  })
  .openapi('PaymentMethod');
