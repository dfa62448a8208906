import { z } from '@hono/zod-openapi';
import { cartQuery } from '../shared/cart-fields.ts';
import { modeField } from '../shared/fields.ts';

/** What a shop says of its cart, and the language that it speaks with the buyer. */
export const methodsQuery = z.strictObject({
  ...cartQuery.shape,
  language: z
    .string()
    .regex(/^[a-zA-Z]{2}(-[\w-]{1,32})?$/, 'is not a language such as en or de-AT')
    .optional()
    .openapi({ description: 'Instead of the header `Accept-Language`.', example: 'de' }),
});

const texts = { label: z.string(), short_label: z.string() };

export const methodSchema = z
  .object({
    channel: z.string(),
    mode: modeField,
    ...texts,
    language: z.string().openapi({ description: 'Of the two labels: the one that was asked for, where the channel has it.' }),
    labels: z.record(z.string(), z.object(texts)).openapi({ description: 'In every language of the channel.' }),
  })
  .openapi('PaymentMethod');
