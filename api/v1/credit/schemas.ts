import { z } from '@hono/zod-openapi';
import { ENVIRONMENT_CHANNEL } from '../../../workflows/contract/channel.ts';
import { emailText, plainText } from '../../../workflows/contract/fields.ts';

export const creditQuery = z.strictObject({
  email: emailText,
  channel: plainText(64)
    .optional()
    .openapi({ description: `Default: \`${ENVIRONMENT_CHANNEL}\`.` }),
});

export const creditSchema = z
  .object({
    available_cents: z.int().nullable().openapi({ description: 'Integer cents; null: Apruve does not tell.' }),
    currency: z.string().openapi({ example: 'USD' }),
  })
  .openapi('Credit');
