import type { OpenAPIHono } from '@hono/zod-openapi';
import { deed } from '../../../activities/ledger/deeds.ts';
import { endUserSession, listUserSessions } from '../../../activities/ledger/http-api/user-sessions.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import { record } from '../../http/record.ts';
import { mayAdminister } from '../shared/may-administer.ts';
import * as routes from './routes.ts';

/** Who is signed in. */
export function registerSessions(app: OpenAPIHono<AppEnv>, { db }: Deps): void {
  app.openapi(routes.list, async (c) => {
    mayAdminister(c.get('caller'));
    const items = (await listUserSessions(db)).map(({ id, userId, name, openidSubject, createdAt, until }) => ({
      id,
      user_id: userId,
      user_name: name,
      signed_in_with: openidSubject === null ? ('password' as const) : ('openid' as const),
      created_at: createdAt.toISOString(),
      until: until.toISOString(),
    }));
    return c.json({ items }, 200);
  });

  app.openapi(routes.end, async (c) => {
    mayAdminister(c.get('caller'));
    const { id } = c.req.valid('param');
    const isEnded = await record(c, db, deed('session-ended', id, null), (tx) => endUserSession(tx, { id }));
    if (!isEnded) throw new Problem('not-found', `There is no session ${id}.`);
    return c.json({ id, ended: true }, 200);
  });
}
