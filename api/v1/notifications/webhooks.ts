import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { NOTIFICATION_TYPES } from '../../../workflows/rules/notifications.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { checkoutSchema } from '../checkouts/schemas.ts';

/** What a shop receives, whatever it is about. */
const payloadSchema = z
  .object({
    type: z.enum(NOTIFICATION_TYPES),
    timestamp: z.string().openapi({ format: 'date-time', description: 'When it happened.' }),
    sequence: z.int().openapi({ description: 'Counts the notifications of a checkout to this receiver, from 1.' }),
    invoice_id: z.string().optional().openapi({ description: "Apruve's id of the invoice that it is about." }),
    data: checkoutSchema,
  })
  .openapi('NotificationPayload', { description: 'The checkout as it was then.' });

const header = (description: string) => z.string().openapi({ description });
const headers = z.object({
  'webhook-id': header('The same for every attempt: handle each once.'),
  'webhook-timestamp': header('Seconds since 1970; part of what is signed.'),
  'webhook-signature': header('`v1,<base64>`, as Standard Webhooks say.'),
});

/** Puts each type of notification into the document, under `webhooks`. */
export function documentNotifications({ openAPIRegistry }: OpenAPIHono<AppEnv>): void {
  for (const type of NOTIFICATION_TYPES) {
    openAPIRegistry.registerWebhook({
      method: 'post',
      path: type,
      operationId: type.replace(/[._](\w)/g, (_, letter: string) => letter.toUpperCase()),
      summary: `The shop is told: ${type}`,
      tags: ['Notifications'],
      security: [],
      request: { headers, body: { required: true, content: { 'application/json': { schema: payloadSchema } } } },
      responses: { '2XX': { description: 'Taken. Anything else is tried again for three days.' } },
    });
  }
}
