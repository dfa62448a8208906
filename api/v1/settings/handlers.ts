import type { OpenAPIHono } from '@hono/zod-openapi';
import { deed } from '../../../activities/ledger/deeds.ts';
import { changeSettings, readSettings } from '../../../activities/ledger/http-api/settings.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { record } from '../../http/record.ts';
import { mayAdminister } from '../shared/may-administer.ts';
import * as routes from './routes.ts';
import { settingsView } from './schemas.ts';

/** How the installation is set. */
export function registerSettings(app: OpenAPIHono<AppEnv>, { db }: Deps): void {
  app.openapi(routes.read, async (c) => c.json(settingsView(await readSettings(db)), 200));
  app.openapi(routes.change, async (c) => {
    mayAdminister(c.get('caller'));
    const change = c.req.valid('json');
    await record(c, db, deed('settings-changed', 'settings', null, change), (tx) =>
      changeSettings(tx, { timeZone: change.time_zone }),
    );
    return c.json(settingsView(await readSettings(db)), 200);
  });
}
