import { z } from '@hono/zod-openapi';
import { NOTIFICATION_TYPES } from '../../../workflows/rules/notifications.ts';
import { nullableText } from '../shared/fields.ts';

export const NOTIFICATION_STATES = ['pending', 'delivered', 'failed'] as const;

export const notificationSchema = z
  .object({
    id: z.string().openapi({ description: 'Sent as `webhook-id`; the same for every attempt.' }),
    checkout_id: z.string(),
    channel: z.string(),
    receiver: z.string().openapi({ description: 'The receiver that it is for; `environment` for that of the environment.' }),
    sequence: z.int().openapi({ description: 'Counts the notifications of a checkout to this receiver, from 1.' }),
    type: z.enum(NOTIFICATION_TYPES),
    invoice_id: nullableText.openapi({ description: "Apruve's id of the invoice that it is about." }),
    timestamp: z.string().openapi({ description: 'When it happened.' }),
    state: z
      .enum(NOTIFICATION_STATES)
      .openapi({ description: '`failed`: not accepted for days and no longer retried; the next ones were sent.' }),
    attempts: z.array(z.object({ at: z.string(), status: z.int().nullable(), error: nullableText })),
    delivered_at: nullableText,
    data: z.record(z.string(), z.unknown()).openapi({ description: 'The Checkout as it was then.' }),
  })
  .openapi('Notification');
export type NotificationView = z.infer<typeof notificationSchema>;
