import { z } from '@hono/zod-openapi';
import { nullableText } from '../shared/fields.ts';

/** The filter value for events that have no outcome yet. */
export const WAITING = 'waiting';
export const OUTCOMES = [
  'applied',
  'signaled',
  'no-news',
  'late',
  'released',
  'orphan-paid',
  'orphan-kept',
  'not-ours',
  'unknown-event',
  WAITING,
] as const;

export const eventSchema = z
  .object({
    uuid: z.string(),
    channel: z.string(),
    event: z.string(),
    outcome: nullableText.openapi({ description: 'Null: it waits for its order or invoice to become known here.' }),
    checkout_id: nullableText,
    apruve_order_id: nullableText,
    apruve_invoice_id: nullableText,
    merchant_order_id: nullableText,
    copies: z.int().openapi({ description: 'How often Apruve has sent it.' }),
    body: z.record(z.string(), z.unknown()),
    received_at: z.string(),
    handled_at: nullableText,
  })
  .openapi('WebhookEvent');
export type EventView = z.infer<typeof eventSchema>;
