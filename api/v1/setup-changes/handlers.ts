import type { OpenAPIHono } from '@hono/zod-openapi';
import { listSetupChanges } from '../../../activities/ledger/setup-changes.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { toCursor } from '../../http/paging.ts';
import { mayAdminister } from '../shared/may-administer.ts';
import * as routes from './routes.ts';
import { setupChangeView } from './schemas.ts';

/** The record of who has changed the set-up. */
export function registerSetupChanges(app: OpenAPIHono<AppEnv>, { lists }: Deps): void {
  app.openapi(routes.list, async (c) => {
    mayAdminister(c.get('caller'));
    const { subject, limit, cursor: after } = c.req.valid('query');
    const { rows, next } = await listSetupChanges(lists, { subject }, { limit, after });
    return c.json({ items: rows.map(setupChangeView), next_cursor: toCursor(next) }, 200);
  });
}
