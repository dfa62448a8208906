import type { OpenAPIHono } from '@hono/zod-openapi';
import { readSettings } from '../../../activities/ledger/http-api/settings.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import * as routes from './routes.ts';
import { meView } from './schemas.ts';

/** Who asks. */
export function registerMe(app: OpenAPIHono<AppEnv>, { db }: Deps): void {
  app.openapi(routes.read, async (c) => c.json(meView(c.get('caller'), await readSettings(db)), 200));
}
