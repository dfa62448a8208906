import type { OpenAPIHono } from '@hono/zod-openapi';
import { readSums } from '../../../activities/ledger/summary.ts';
import { modeOf } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { isOtherChannel } from '../../http/identity/caller.ts';
import { show } from './routes.ts';
import { summaryOf } from './summary.ts';

/** Money and counts of all checkouts. */
export function registerSummary(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(show, async (c) => {
    const caller = c.get('caller');
    const { channel } = c.req.valid('query');
    const at = deps.clock();
    if (isOtherChannel(caller, channel)) return c.json({ at: at.toISOString(), items: [] }, 200);
    const sums = await readSums(deps.lists, caller.channel ?? channel ?? null, at);
    const rows = [...sums.outstanding, ...sums.toInvoice, ...sums.paid, ...sums.queues];
    const channels = new Set(rows.map((row) => row.channel));
    const modes = new Map(await Promise.all([...channels].map(async (id) => [id, await modeOf(deps.channels, id)] as const)));
    return c.json(summaryOf(sums, modes, at), 200);
  });
}
