import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { findEvent, listEvents, type InboxRow } from '../../../activities/ledger/inbox.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { pageSchema, pagingQuery, toCursor } from '../../http/paging.ts';
import { text } from '../../http/text.ts';
import { Problem } from '../../http/problem.ts';
import { idempotencyHeader, json, needs, problems } from '../../http/route.ts';
import { redeliver } from '../../webhooks/route-event.ts';

/** What to ask for events by that have no outcome yet. */
const WAITING = 'waiting';
const OUTCOMES = ['applied', 'signaled', 'no-news', 'late', 'orphan', 'not-ours', 'unknown-event', WAITING] as const;

const maybeText = z.string().nullable();

const eventSchema = z
  .object({
    uuid: z.string(),
    channel: z.string(),
    event: z.string(),
    outcome: maybeText.openapi({ description: 'Null: it waits for its order or invoice to become known here.' }),
    checkout_id: maybeText,
    apruve_order_id: maybeText,
    apruve_invoice_id: maybeText,
    merchant_order_id: maybeText,
    copies: z.int().openapi({ description: 'How often Apruve has sent it.' }),
    body: z.record(z.string(), z.unknown()),
    received_at: z.string(),
    handled_at: maybeText,
  })
  .openapi('WebhookEvent');
type EventView = z.infer<typeof eventSchema>;

const list = createRoute({
  method: 'get',
  path: '/v1/webhook-events',
  ...needs('admin'),
  tags: ['Webhooks'],
  summary: "List Apruve's webhooks",
  description: `Newest first. \`outcome=${WAITING}\` asks for those without one.`,
  request: { query: z.strictObject({ outcome: z.enum(OUTCOMES).optional(), ...pagingQuery }) },
  responses: { 200: json(pageSchema(eventSchema), 'A page.'), ...problems() },
});

const redeliveryRoute = createRoute({
  method: 'post',
  path: '/v1/webhook-events/{uuid}/redeliver',
  ...needs('admin'),
  tags: ['Webhooks'],
  summary: 'Deal with an event once more',
  description:
    'As if it had just come for the first time: the process looks at Apruve again where the event still says something new.',
  request: {
    params: z.object({ uuid: text(255).openapi({ param: { name: 'uuid', in: 'path' } }) }),
    headers: idempotencyHeader,
  },
  responses: { 200: json(eventSchema, 'The event with its new outcome.'), ...problems('not-found') },
});

/** The inbox of verified webhooks. */
export function registerInbox(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db } = deps;
  app.openapi(list, async (c) => {
    const { outcome: asked, limit, cursor: after } = c.req.valid('query');
    const outcome = asked === WAITING ? null : asked;
    const { rows, next } = await listEvents(db, { outcome, channel: c.get('caller').channel }, { limit, after });
    return c.json({ items: rows.map(eventView), next_cursor: toCursor(next) }, 200);
  });

  app.openapi(redeliveryRoute, async (c) => {
    const { uuid } = c.req.valid('param');
    const received = await redeliver(deps, uuid, c.get('caller').channel);
    const row = received === null ? null : await findEvent(db, uuid);
    if (row === null) throw new Problem('not-found', `There is no event ${uuid}.`);
    return c.json(eventView(row), 200);
  });
}

function eventView(row: InboxRow): EventView {
  return {
    uuid: row.uuid,
    channel: row.channel,
    event: row.event,
    outcome: row.outcome,
    checkout_id: row.checkoutId,
    apruve_order_id: row.apruveOrderId,
    apruve_invoice_id: row.apruveInvoiceId,
    merchant_order_id: row.merchantOrderId,
    copies: row.copies,
    body: row.body,
    received_at: row.receivedAt.toISOString(),
    handled_at: row.handledAt?.toISOString() ?? null,
  };
}
