import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Logger } from 'pino';
import { storeRequests, type AnsweredRequest } from '../../activities/ledger/http-api/api-requests.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import { EVERYWHERE } from '../../activities/ledger/roles.ts';
import { cutText } from '../../workflows/contract/text.ts';
import type { AppEnv } from './app-env.ts';
import { READING } from './identity/authenticate.ts';
import { actorOf } from './identity/caller.ts';
import { loggable } from './loggable.ts';

/** Of reads that succeed one in so many is kept: shops and pages ask all the time. */
const READS_PER_KEPT = 10;
const EVERY_MS = 1_000;
/** More in a moment than this are not kept. */
const MOST_WAITING = 1_000;
const DETAIL_LENGTH = 500;

/** Keeps requests for the console, beside what answers them. */
export interface RequestLog {
  record: (request: AnsweredRequest) => void;
  /** Writes what waits. */
  stop: () => Promise<void>;
}

/** Starts a log that writes what was answered together, once a second. What a crash takes is lost, and so is what the database does not take. */
export function startRequestLog(db: Ledger, log: Logger): RequestLog {
  let waiting: AnsweredRequest[] = [];
  let timer: NodeJS.Timeout | undefined;
  let reads = 0;
  const write = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    timer = undefined;
    if (rows.length === 0) return;
    await storeRequests(db, rows).catch((error: unknown) => log.debug(loggable(error), 'requests could not be kept'));
  };
  return {
    record: (request) => {
      if (READING.has(request.method) && request.status < 400 && reads++ % READS_PER_KEPT > 0) return;
      if (waiting.length >= MOST_WAITING) return;
      waiting.push(request);
      timer ??= setTimeout(() => void write(), EVERY_MS).unref();
    },
    stop: async () => {
      clearTimeout(timer);
      await write();
    },
  };
}

const CHECKOUT = /^\/v1\/checkouts\/(chk_[a-z2-7]{26})(?:\/|$)/;
const CHANNEL = /^\/v1\/channels\/([a-z0-9-]+)(?:\/|$)/;

/** What is kept of a request that was answered: no body, no query, no header. */
export function answeredRequest(c: Context<AppEnv>, ms: number): AnsweredRequest {
  // Unset where the key was not known.
  const caller: AppEnv['Variables']['caller'] | undefined = c.get('caller');
  const problem = c.get('problem');
  const [, checkoutId] = CHECKOUT.exec(c.req.path) ?? CHECKOUT.exec(c.res.headers.get('location') ?? '') ?? [];
  // Also of a request that was refused before it came to its route.
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL')?.path ?? '/v1/*';
  const [, channel] = CHANNEL.exec(c.req.path) ?? [];
  return {
    at: new Date(),
    requestId: c.get('requestId'),
    method: c.req.method,
    route: route.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}'),
    status: c.res.status,
    ms: Math.round(ms),
    callerId: caller?.id ?? null,
    actor: caller === undefined ? null : actorOf(caller),
    channel: channel ?? (caller === undefined ? null : onlyChannelOf(caller.roles)),
    checkoutId: checkoutId ?? null,
    code: problem?.code ?? null,
    detail: problem === undefined ? null : cutText(problem.detail, DETAIL_LENGTH, '…'),
  };
}

function onlyChannelOf(roles: object): string | null {
  const [only, ...more] = Object.keys(roles);
  return only === undefined || only === EVERYWHERE || more.length > 0 ? null : only;
}
