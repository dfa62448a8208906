import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listNotifications, requeueNotification, type NotificationRow } from '../../../activities/ledger/outbox.ts';
import { NOTICE_TYPES } from '../../../workflows/rules/notifications.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { pageSchema, pagingQuery, toCursor } from '../../http/paging.ts';
import { text } from '../../http/text.ts';
import { Problem } from '../../http/problem.ts';
import { idempotencyHeader, json, needs, problems } from '../../http/route.ts';

const STATES = ['pending', 'delivered', 'failed'] as const;
const tags = ['Notifications'];

const notificationSchema = z
  .object({
    id: z.string().openapi({ description: 'Sent as `webhook-id`; the same for every try.' }),
    checkout_id: z.string(),
    channel: z.string(),
    sequence: z.int().openapi({ description: 'Counts the notifications of a checkout, from 1.' }),
    type: z.enum(NOTICE_TYPES),
    invoice_id: z.string().nullable().openapi({ description: "Apruve's id of the invoice that it is about." }),
    timestamp: z.string().openapi({ description: 'When it happened.' }),
    state: z.enum(STATES).openapi({ description: 'Failed: given up after days of tries; the next ones went on.' }),
    attempts: z.array(z.object({ at: z.string(), status: z.int().nullable(), error: z.string().nullable() })),
    delivered_at: z.string().nullable(),
    data: z.record(z.string(), z.unknown()).openapi({ description: 'The Checkout as it stood then.' }),
  })
  .openapi('Notification');

const list = createRoute({
  method: 'get',
  path: '/v1/notifications',
  ...needs('admin'),
  tags,
  summary: 'List what the shop was told',
  description: 'Newest first, with every try to deliver it and the checkout as it stood then.',
  request: { query: z.strictObject({ checkout: text(64).optional(), state: z.enum(STATES).optional(), ...pagingQuery }) },
  responses: { 200: json(pageSchema(notificationSchema), 'A page.'), ...problems() },
});

const resend = createRoute({
  method: 'post',
  path: '/v1/notifications/{id}/resend',
  ...needs('admin'),
  tags,
  summary: 'Send a notification again',
  description: 'With the same id, number and content, before those that still wait.',
  request: {
    params: z.object({ id: text(64).openapi({ param: { name: 'id', in: 'path' } }) }),
    headers: idempotencyHeader,
  },
  responses: { 200: json(notificationSchema, 'It is being sent.'), ...problems('not-found') },
});

/** The outbox of notifications. */
export function registerNotifications(app: OpenAPIHono<AppEnv>, { db, workflows }: Deps): void {
  app.openapi(list, async (c) => {
    const { checkout: checkoutId, state, limit, cursor: after } = c.req.valid('query');
    const filter = { checkoutId, state, channel: c.get('caller').channel };
    const { rows, next } = await listNotifications(db, filter, { limit, after });
    return c.json({ items: rows.map(notificationView), next_cursor: toCursor(next) }, 200);
  });

  app.openapi(resend, async (c) => {
    const { id } = c.req.valid('param');
    const row = await requeueNotification(db, id, c.get('caller').channel);
    if (row === null) throw new Problem('not-found', `There is no notification ${id}.`);
    await workflows.wakeNotifications(row.checkoutId);
    return c.json(notificationView(row), 200);
  });
}

function notificationView(row: NotificationRow) {
  return {
    id: row.id,
    checkout_id: row.checkoutId,
    channel: row.channel,
    sequence: row.sequence,
    type: row.type,
    invoice_id: row.apruveInvoiceId,
    timestamp: row.happenedAt.toISOString(),
    state: row.state,
    attempts: row.attempts,
    delivered_at: row.deliveredAt?.toISOString() ?? null,
    data: row.data,
  };
}
