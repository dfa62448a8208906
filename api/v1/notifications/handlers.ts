import type { OpenAPIHono } from '@hono/zod-openapi';
import {
  findNotification,
  listNotifications,
  requeueNotification,
  type NotificationRow,
} from '../../../activities/ledger/outbox.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { assertMayAct } from '../../http/identity/caller.ts';
import { channelsOf } from '../../http/identity/roles.ts';
import { toCursor } from '../../http/paging.ts';
import { Problem } from '../../http/problem.ts';
import * as routes from './routes.ts';
import type { NotificationView } from './schemas.ts';
import { documentNotifications } from './webhooks.ts';

/** The outbox of notifications. */
export function registerNotifications(app: OpenAPIHono<AppEnv>, { db, lists, channels }: Deps): void {
  documentNotifications(app);
  app.openapi(routes.list, async (c) => {
    const { checkout: checkoutId, state, limit, cursor: after } = c.req.valid('query');
    const filter = { checkoutId, state, channels: channelsOf(c.get('caller').roles) };
    const { rows, next } = await listNotifications(lists, filter, { limit, after });
    return c.json({ items: rows.map(notificationView), next_cursor: toCursor(next) }, 200);
  });

  app.openapi(routes.resend, async (c) => {
    const { id } = c.req.valid('param');
    const caller = c.get('caller');
    const before = await findNotification(db, id, channelsOf(caller.roles));
    if (before !== null) assertMayAct(caller, before.channel);
    if (before !== null && (await channels.get(before.channel)) === null)
      throw new Problem('not-found', `The channel ${before.channel} is gone, and with it everybody who could be told.`);
    const row = before === null ? null : await requeueNotification(db, id);
    if (row === null) throw new Problem('not-found', `There is no notification ${id}.`);
    return c.json(notificationView(row), 200);
  });
}

function notificationView(row: NotificationRow): NotificationView {
  return {
    id: row.id,
    checkout_id: row.checkoutId,
    channel: row.channel,
    receiver: row.receiverId,
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
