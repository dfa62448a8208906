import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from '../../activities/ledger/http-api/rate-limits.ts';
import { addressOf } from './address.ts';
import type { AppEnv } from './app-env.ts';
import { unreadBody } from './body.ts';
import { Problem } from './problem.ts';
import { inShares } from './rate-shares.ts';

/** What is left of a limit after one more was counted. */
interface Count {
  isOver: boolean;
  remaining: number;
  /** Whole seconds until the count starts anew. */
  resetS: number;
}

/** Counts one call of `who`. */
async function count(limit: RateLimit, who: string): Promise<Count> {
  // What is over is rejected. Its points say so too, but not where the refusal comes from memory.
  const { taken, isOver } = await limit.consume(who).then(
    (within) => ({ taken: within, isOver: false }),
    (over: unknown) => {
      if (over instanceof RateLimiterRes) return { taken: over, isOver: true };
      throw over;
    },
  );
  return { isOver, remaining: Math.max(taken.remainingPoints, 0), resetS: Math.max(Math.ceil(taken.msBeforeNext / 1_000), 1) };
}

/** Refuses with 429 what a caller's key sends above its limit. Every answer says what is left. */
export function limitCalls(limit: RateLimit): MiddlewareHandler<AppEnv> {
  const shares = inShares(limit);
  return async (c, next) => {
    const { isOver, remaining, resetS } = await count(shares, c.get('caller').id);
    c.header('ratelimit-limit', String(limit.points));
    c.header('ratelimit-remaining', String(remaining));
    c.header('ratelimit-reset', String(resetS));
    if (isOver) throw tooMany(c, `This key may send ${limit.points} requests a minute.`, resetS);
    await next();
  };
}

/**
 * Counts a key that was refused, by the address that sent it; one too many is a 429, which is thrown. Valid keys are never counted, so
 * nobody who shares the address is shut out. Calls in process have no address: whoever makes them counts for itself.
 */
export async function countRefused(c: Context, limit: RateLimit): Promise<void> {
  const address = addressOf(c);
  if (address === undefined) return;
  const { isOver, resetS } = await count(limit, address);
  if (isOver) throw tooMany(c, 'Too many keys of this address were refused.', resetS);
}

/** Counts a try of the password of `name`, from wherever it comes; one too many is a 429, which is thrown. */
export async function countPasswordTry(c: Context, limit: RateLimit, name: string): Promise<void> {
  const { isOver, resetS } = await count(limit, name);
  if (isOver) throw tooMany(c, 'Too many tries to sign in with this name.', resetS);
}

function tooMany(c: Context, what: string, resetS: number): Problem {
  // Also on pages, which show a problem without its headers.
  c.header('retry-after', String(resetS));
  return new Problem('rate-limited', `${what} Wait ${resetS} s, then go on.`, { headers: unreadBody(c) });
}
