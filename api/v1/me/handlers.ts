import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import * as routes from './routes.ts';
import { meView } from './schemas.ts';

/** Who asks. */
export function registerMe(app: OpenAPIHono<AppEnv>): void {
  app.openapi(routes.read, (c) => c.json(meView(c.get('caller')), 200));
}
