import type { OpenAPIHono } from '@hono/zod-openapi';
import { listInvoices } from '../../../activities/ledger/invoice-list.ts';
import { listedInvoiceView } from '../../../activities/ledger/views/invoice-view.ts';
import { modeOf } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { channelsOf } from '../../http/identity/roles.ts';
import { toCursor } from '../../http/paging.ts';
import { channelsOfMode } from '../shared/of-mode.ts';
import { list } from './routes.ts';

/** The list of the invoices of all checkouts. */
export function registerInvoiceList(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(list, async (c) => {
    const { limit, cursor: after, q: text, channel, mode, ...given } = c.req.valid('query');
    const filter = {
      ...given,
      text,
      dueFrom: given.due_from,
      dueBefore: given.due_before,
      paidFrom: given.paid_from,
      paidBefore: given.paid_before,
      among: channelsOf(c.get('caller').roles, channel),
      channels: mode && (await channelsOfMode(deps, mode)),
    };
    const { rows, next } = await listInvoices(deps.lists, filter, { limit, after });
    const items = await Promise.all(
      rows.map(async (row) => listedInvoiceView(row, await modeOf(deps.channels, row.checkout.channel))),
    );
    return c.json({ items, next_cursor: toCursor(next) }, 200);
  });
}
