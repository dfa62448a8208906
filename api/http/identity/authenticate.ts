import type { MiddlewareHandler } from 'hono';
import type { Scope } from '../../../activities/ledger/http-api/api-keys.ts';
import type { Ledger } from '../../../activities/ledger/database.ts';
import type { RateLimit } from '../../../activities/ledger/http-api/rate-limits.ts';
import type { AppEnv } from '../app-env.ts';
import { unreadBody } from '../body.ts';
import { Problem } from '../problem.ts';
import { countRefused } from '../rate-limit.ts';
import { actingFor } from './acting-for.ts';
import { bearerKey } from './api-key.ts';
import { assertMayAct, hasScope, type Caller } from './caller.ts';
import { knownCallers } from './known-callers.ts';
import { SHOWN_TO } from './shown-to.ts';

/**
 * Identifies the caller by the API key or session, or refuses with 401, and with 429 where `refusedKeys` of an address are too many.
 * Runs before everything else under `/v1`, also before the body is read.
 */
export function authenticate(db: Ledger, refusedKeys: RateLimit): MiddlewareHandler<AppEnv> {
  const find = knownCallers(db);
  return async (c, next) => {
    const acting = actingFor(c.req.raw);
    if (acting !== undefined) {
      c.set('caller', acting);
      return next();
    }
    const key = bearerKey(c.req.header('authorization'));
    const known = key === null ? null : await find(key);
    if (known === null) {
      await countRefused(c, refusedKeys);
      const detail = 'Send a valid key as "Authorization: Bearer apc_…". This one is missing, unknown, expired or revoked.';
      throw new Problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer', ...unreadBody(c) } });
    }
    c.set('caller', { ...known, isPerson: known.isUser || c.req.header(SHOWN_TO) === 'person' });
    return next();
  };
}

/** What changes nothing, and a viewer may ask for. */
export const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Refuses callers without the scope, without a role, and viewers of everything who would change something that is not their own, with 403. */
export function requireScope(scope: Scope, what: 'shared' | 'own' = 'shared'): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const caller = c.get('caller');
    if (!hasScope(caller, scope)) throw missingScope(caller, scope);
    if (Object.keys(caller.roles).length === 0)
      throw new Problem('forbidden', `"${caller.name}" has no role yet. Ask an administrator for one.`);
    if (what === 'shared' && !READING.has(c.req.method)) assertMayAct(caller);
    await next();
  };
}

export const missingScope = (caller: Caller, scope: Scope, when = ''): Problem =>
  new Problem('forbidden', `This call needs a key with the scope ${scope}${when}; "${caller.name}" has ${caller.scope}.`);
