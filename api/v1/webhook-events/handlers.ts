import type { OpenAPIHono } from '@hono/zod-openapi';
import { findEvents, listEvents, type InboxRow } from '../../../activities/ledger/inbox.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { assertMayAct } from '../../http/identity/caller.ts';
import { channelsOf } from '../../http/identity/roles.ts';
import { toCursor } from '../../http/paging.ts';
import { Problem } from '../../http/problem.ts';
import { redeliver } from '../../webhooks/route-event.ts';
import * as routes from './routes.ts';
import { WAITING, type EventView } from './schemas.ts';

/** The inbox of verified webhooks. */
export function registerInbox(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, lists } = deps;
  app.openapi(routes.list, async (c) => {
    const { outcome: asked, checkout: checkoutId, limit, cursor: after } = c.req.valid('query');
    const outcome = asked === WAITING ? null : asked;
    const filter = { outcome, checkoutId, channels: channelsOf(c.get('caller').roles) };
    const { rows, next } = await listEvents(lists, filter, { limit, after });
    return c.json({ items: rows.map(eventView), next_cursor: toCursor(next) }, 200);
  });

  app.openapi(routes.redelivery, async (c) => {
    const { uuid } = c.req.valid('param');
    const caller = c.get('caller');
    const [event, ...more] = await findEvents(db, uuid, channelsOf(caller.roles, c.req.valid('query').channel));
    if (event === undefined) throw unknown(uuid);
    if (more.length > 0) throw inSeveral([event, ...more]);
    assertMayAct(caller, event.channel);
    await redeliver(deps, event);
    const [row] = await findEvents(db, uuid, [event.channel]);
    if (row === undefined) throw unknown(uuid);
    return c.json(eventView(row), 200);
  });
}

const unknown = (uuid: string): Problem => new Problem('not-found', `There is no event ${uuid}.`);

function inSeveral(events: readonly InboxRow[]): Problem {
  const channels = events.map(({ channel }) => channel).join(', ');
  const message = `Several channels have heard of the event: name one of ${channels}.`;
  return new Problem('invalid-request', message, { errors: [{ path: 'channel', message }] });
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
