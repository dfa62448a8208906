import { RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from '../../activities/ledger/http-api/rate-limits.ts';

/** One of so many parts of a limit is taken at once. */
const PARTS = 50;
/** Below this part of the limit each call is counted by itself. */
const NEAR = 0.5;
/** Whoever calls is forgotten with the end of their minute, where so many are known. */
const MANY = 10_000;

/** What this process has taken for whoever calls and not given out, and what of their limit nobody has taken. */
interface Share {
  own: number;
  free: number;
  until: number;
}

/**
 * A limit of which a process takes several calls at once and gives them out from memory, as long as whoever calls is far from it; near it each
 * call is counted by itself. So the limit is never passed, however many processes count. What one has taken and not given out is lost with the
 * minute: a fiftieth of the limit at most.
 */
export function inShares(limit: RateLimit): RateLimit {
  const size = Math.max(1, Math.floor(limit.points / PARTS));
  const shares = new Map<string, Share>();
  const taking = new Map<string, Promise<unknown>>();

  const present = (key: string): Share | undefined => {
    const share = shares.get(key);
    return share !== undefined && share.until > Date.now() ? share : undefined;
  };

  const take = async (key: string): Promise<RateLimiterRes> => {
    const isFar = (present(key)?.free ?? 0) > limit.points * NEAR;
    const count = isFar ? size : 1;
    const taken = await limit.consume(key, count);
    if (shares.size >= MANY) forgetEnded(shares);
    shares.set(key, { own: count - 1, free: taken.remainingPoints, until: Date.now() + taken.msBeforeNext });
    return answerOf(limit, taken.remainingPoints + count - 1, taken.msBeforeNext);
  };

  return {
    points: limit.points,
    duration: limit.duration,
    async consume(who) {
      const key = String(who);
      // One at a time, so that no more is taken than is needed.
      while (taking.has(key)) await taking.get(key)?.catch(() => undefined);
      const share = present(key);
      if (share !== undefined && share.own > 0) {
        share.own -= 1;
        return answerOf(limit, share.free + share.own, share.until - Date.now());
      }
      const taken = take(key).finally(() => taking.delete(key));
      taking.set(key, taken);
      return taken;
    },
  };
}

const answerOf = ({ points }: RateLimit, left: number, msBeforeNext: number): RateLimiterRes =>
  new RateLimiterRes(left, msBeforeNext, points - left, false);

function forgetEnded(shares: Map<string, Share>): void {
  for (const [key, { until }] of shares) if (until <= Date.now()) shares.delete(key);
}
