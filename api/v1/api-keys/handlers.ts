import type { OpenAPIHono } from '@hono/zod-openapi';
import { deed } from '../../../activities/ledger/deeds.ts';
import { findApiKey, listApiKeys, revokeApiKey, storeApiKey } from '../../../activities/ledger/http-api/api-keys.ts';
import { parseDuration } from '../../../worker/platform/duration.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { createApiKey } from '../../http/identity/api-key.ts';
import { Problem } from '../../http/problem.ts';
import { record } from '../../http/record.ts';
import { assertChannelsExist, mayAdminister } from '../shared/may-administer.ts';
import * as routes from './routes.ts';
import { apiKeyView } from './schemas.ts';

/** The keys that programs, and at first people, call the API with. */
export function registerApiKeys(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db } = deps;

  app.openapi(routes.list, async (c) => {
    mayAdminister(c.get('caller'));
    return c.json({ items: (await listApiKeys(db)).map(apiKeyView) }, 200);
  });

  app.openapi(routes.create, async (c) => {
    mayAdminister(c.get('caller'));
    const { name, scope, channel = null, expires } = c.req.valid('json');
    await assertChannelsExist(deps, [channel], () => 'channel');
    const { id, key, hash } = createApiKey();
    const lasts = parseDuration(expires ?? '');
    const expiresAt = lasts === undefined ? null : new Date(Date.now() + lasts);
    const creation = deed('key-created', id, channel, { name, scope });
    const made = await record(c, db, creation, (tx) => storeApiKey(tx, { id, name, scope, channel, hash, expiresAt }));
    return c.json({ ...apiKeyView(made), key }, 201);
  });

  app.openapi(routes.revoke, async (c) => {
    mayAdminister(c.get('caller'));
    const { id } = c.req.valid('param');
    const before = await findApiKey(db, id);
    if (before === null) throw new Problem('not-found', `There is no API key ${id}.`);
    const revocation = deed('key-revoked', id, before.channel, { name: before.name });
    const revoked = await record(c, db, revocation, (tx) => revokeApiKey(tx, id));
    return c.json(apiKeyView(revoked ?? (await findApiKey(db, id)) ?? before), 200);
  });
}
