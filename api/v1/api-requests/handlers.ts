import type { OpenAPIHono } from '@hono/zod-openapi';
import { listRequests } from '../../../activities/ledger/http-api/api-requests.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { administeredBy } from '../../http/identity/roles.ts';
import { toCursor } from '../../http/paging.ts';
import { mayAdminister } from '../shared/may-administer.ts';
import * as routes from './routes.ts';
import { apiRequestView } from './schemas.ts';

/** The log of requests to the API. */
export function registerApiRequests(app: OpenAPIHono<AppEnv>, { lists }: Deps): void {
  app.openapi(routes.list, async (c) => {
    const caller = c.get('caller');
    const { status, request_id: requestId, channel, limit, cursor: after, ...same } = c.req.valid('query');
    const seen = administeredBy(caller.roles);
    const [first] = seen.among ?? [];
    if (channel !== undefined || seen.among !== null) mayAdminister(caller, channel ?? first);
    const among = channel === undefined ? seen.among : [channel];
    const statusClass = status === undefined ? undefined : Number(status[0]);
    const filter = { ...same, requestId, statusClass, among, except: channel === undefined ? seen.except : [] };
    const { rows, next } = await listRequests(lists, filter, { limit, after });
    return c.json({ items: rows.map(apiRequestView), next_cursor: toCursor(next) }, 200);
  });
}
