import type { OpenAPIHono } from '@hono/zod-openapi';
import { readSums } from '../../../activities/ledger/summary.ts';
import { modeOf } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { channelsOf } from '../../http/identity/roles.ts';
import { show } from './routes.ts';
import { summaryOf } from './summary.ts';

/** Money and counts of all checkouts. */
export function registerSummary(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(show, async (c) => {
    const { channel } = c.req.valid('query');
    const at = deps.clock();
    const sums = await readSums(deps.lists, channelsOf(c.get('caller').roles, channel), at);
    const rows = [...sums.outstanding, ...sums.toInvoice, ...sums.paid, ...sums.queues];
    const channels = new Set(rows.map((row) => row.channel));
    const modes = new Map(await Promise.all([...channels].map(async (id) => [id, await modeOf(deps.channels, id)] as const)));
    return c.json(summaryOf(sums, modes, at), 200);
  });
}
