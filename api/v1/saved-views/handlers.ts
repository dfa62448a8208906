import type { OpenAPIHono } from '@hono/zod-openapi';
import { dropView, listViews, saveView } from '../../../activities/ledger/http-api/saved-views.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import * as routes from './routes.ts';
import { MOST_VIEWS, savedViewView } from './schemas.ts';

/** The views that each user keeps for themselves. */
export function registerSavedViews(app: OpenAPIHono<AppEnv>, { db }: Deps): void {
  app.openapi(routes.list, async (c) => {
    const views = await listViews(db, c.get('caller').id);
    return c.json({ items: views.map(savedViewView) }, 200);
  });

  app.openapi(routes.save, async (c) => {
    const saved = await saveView(db, { ownerId: c.get('caller').id, ...c.req.valid('json') }, MOST_VIEWS);
    if (saved === null) throw new Problem('invalid-request', `You keep ${MOST_VIEWS} views already. Delete one first.`);
    return c.json(savedViewView(saved), 201);
  });

  app.openapi(routes.drop, async (c) => {
    const { id } = c.req.valid('param');
    const dropped = await dropView(db, c.get('caller').id, id);
    if (dropped === null) throw new Problem('not-found', `You keep no view "${id}".`);
    return c.json(savedViewView(dropped), 200);
  });
}
