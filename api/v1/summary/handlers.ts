import type { OpenAPIHono } from '@hono/zod-openapi';
import { readSums } from '../../../activities/ledger/summary.ts';
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
    return c.json(summaryOf(sums, at), 200);
  });
}
