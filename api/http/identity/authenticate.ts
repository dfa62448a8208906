import type { MiddlewareHandler } from 'hono';
import type { Ledger } from '../../../activities/ledger/database.ts';
import type { AppEnv } from '../app-env.ts';
import { unreadBody } from '../body.ts';
import type { RateLimit } from '../../../activities/ledger/http-api/rate-limits.ts';
import { Problem } from '../problem.ts';
import { countRefused } from '../rate-limit.ts';
import { bearerKey, hashApiKey } from './api-key.ts';
import { hasScope, type Caller } from './caller.ts';
import { SHOWN_TO } from './shown-to.ts';
import { type ApiKeyRow, findValidApiKey, type Scope } from '../../../activities/ledger/http-api/api-keys.ts';

/** How long a valid key is remembered, and so how long a revoked key may still work. */
const REMEMBERED_MS = 2_000;
const REMEMBERED_KEYS = 1_000;

/**
 * Identifies the caller by the API key, or refuses with 401, and with 429 where `refusedKeys` of an address are too many. Runs before
 * everything else under `/v1`, also before the body is read.
 */
export function authenticate(db: Ledger, refusedKeys: RateLimit): MiddlewareHandler<AppEnv> {
  const find = rememberingLookup(db);
  return async (c, next) => {
    const key = bearerKey(c.req.header('authorization'));
    const row = key === null ? null : await find(hashApiKey(key));
    if (row === null) {
      await countRefused(c, refusedKeys);
      const detail = 'Send a valid key as "Authorization: Bearer apc_…". This one is missing, unknown, expired or revoked.';
      throw new Problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer', ...unreadBody(c) } });
    }
    const caller: Caller = {
      keyId: row.id,
      name: row.name,
      scope: row.scope,
      channel: row.channel,
      isPerson: c.req.header(SHOWN_TO) === 'person',
    };
    c.set('caller', caller);
    await next();
  };
}

function rememberingLookup(db: Ledger): (hash: string) => Promise<ApiKeyRow | null> {
  const known = new Map<string, { row: ApiKeyRow; until: number }>();
  return async (hash) => {
    const remembered = known.get(hash);
    if (remembered !== undefined && remembered.until > Date.now()) return remembered.row;
    known.delete(hash);
    const row = await findValidApiKey(db, hash);
    if (row === null) return null;
    if (known.size >= REMEMBERED_KEYS) known.clear();
    const until = Math.min(Date.now() + REMEMBERED_MS, row.expiresAt?.getTime() ?? Infinity);
    known.set(hash, { row, until });
    return row;
  };
}

/** Refuses callers without the scope, with 403. */
export function requireScope(scope: Scope): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const caller = c.get('caller');
    if (!hasScope(caller, scope)) throw missingScope(caller, scope);
    await next();
  };
}

export const missingScope = (caller: Caller, scope: Scope, when = ''): Problem =>
  new Problem('forbidden', `This call needs a key with the scope ${scope}${when}; "${caller.name}" has ${caller.scope}.`);
