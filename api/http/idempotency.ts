import type { Context, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { Ledger } from '../../activities/ledger/database.ts';
import {
  claimRequest,
  keepOutcome,
  releaseClaim,
  type KeptOutcome,
  type KeyedRequest,
} from '../../activities/ledger/http-api/idempotency-keys.ts';
import { sha256 } from '../../activities/ledger/sha256.ts';
import { MODES } from '../../workflows/contract/channel.ts';
import type { AppEnv } from './app-env.ts';
import { loggable } from './loggable.ts';
import { Problem, PROBLEM_TYPE, problemSchema } from './problem.ts';

/**
 * A little longer than the API waits for the process: a claim that is older belonged to an API that died. One that is still at
 * work then shares the update, or the checkout, with the repeat that takes its place.
 */
const LOCK_MS = 12_000;
/** These answers show a secret once, and an outcome is kept in clear. Their routes are safe to repeat without. */
const SHOWS_SECRETS = /^\/v1\/(?:channels|users|api-keys)(?:\/|$)/;
const KEY_FORM = /^[\x21-\x7e][\x20-\x7e]{0,254}$/;

/**
 * Answers a repeat of a POST under the same `Idempotency-Key` with its first outcome. Without the header a request simply
 * runs. What is not an outcome is not kept, and a repeat then finds out anew: a 202 (still going on), a 429 and any 5xx.
 */
export function idempotency(db: Ledger): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    c.set('idempotency', null);
    if (c.req.method !== 'POST' || key === undefined || SHOWS_SECRETS.test(c.req.path)) return next();
    if (!KEY_FORM.test(key)) throw new Problem('invalid-request', 'Idempotency-Key: 1 to 255 printable ASCII characters.');
    const apiKeyId = c.get('caller').id;
    // As it stands in the URL: Hono's path is decoded, and a NUL in it cannot be stored.
    const { pathname, search } = new URL(c.req.url);
    const route = `POST ${pathname}${search}`;
    const request = { apiKeyId, key, route, bodyHash: sha256(await c.req.text()) };
    const claim = await claimRequest(db, request, new Date(), LOCK_MS);
    switch (claim.kind) {
      case 'done':
        return replay(c, claim.outcome);
      case 'running':
        throw inProgress(claim.lockedUntil);
      case 'other-request':
        throw new Problem('idempotency-key-reused', 'This key came with another route or body before. Use a new key.');
      case 'claimed':
        c.set('idempotency', { apiKeyId, key });
        await next();
        await keepOrRelease(c, db, request, claim.lockedUntil);
    }
  };
}

/** At the latest when the lock ends the same request gets through, whatever became of the first. */
function inProgress(lockedUntil: Date): Problem {
  const seconds = Math.max(1, Math.ceil((lockedUntil.getTime() - Date.now()) / 1_000));
  const detail = `The first request with this key is still running. Send it again in ${seconds} s.`;
  return new Problem('idempotency-in-progress', detail, { headers: { 'retry-after': String(seconds) } });
}

/** Kept beside the body, as it is part of the answer. */
const keptSchema = z.object({ mode: z.enum(MODES).optional(), body: z.unknown() });

async function keepOrRelease(c: Context<AppEnv>, db: Ledger, request: KeyedRequest, lockedUntil: Date): Promise<void> {
  try {
    const { status } = c.res;
    if (status === 202 || status === 429 || status >= 500) return await releaseClaim(db, request, lockedUntil);
    const body: unknown = await c.res.clone().json();
    const location = c.res.headers.get('location');
    await keepOutcome(db, request, lockedUntil, { status, body: { mode: c.get('mode'), body }, location });
  } catch (error) {
    // The work is done: an outcome that cannot be kept must not turn its answer into an error.
    c.get('log').error(loggable(error), 'the outcome under an idempotency key could not be kept');
  }
}

function replay(c: Context<AppEnv>, { status, body, location }: KeptOutcome): Response {
  const kept = keptSchema.parse(body);
  if (kept.mode !== undefined) c.set('mode', kept.mode);
  const refusal = problemSchema.pick({ code: true, detail: true }).safeParse(kept.body).data;
  if (status >= 400 && refusal !== undefined) c.set('problem', refusal);
  const headers = new Headers({ 'content-type': status >= 400 ? PROBLEM_TYPE : 'application/json' });
  headers.set('idempotency-replayed', 'true');
  if (location !== null) headers.set('location', location);
  return new Response(JSON.stringify(kept.body), { status, headers });
}
