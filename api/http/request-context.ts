import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { cutText } from '../../workflows/contract/text.ts';
import { loggablePath } from '../../worker/platform/log.ts';
import { addressOf } from './address.ts';
import type { AppEnv } from './app-env.ts';
import { answeredRequest, type RequestLog } from './request-log.ts';

const USABLE_ID = /^[\w.:-]{1,128}$/;
const CHECKOUT_IN_PATH = /\/(chk_[a-z2-7]{26})(?:\/|$)/;
/** Asked every few seconds by whoever watches over us. */
const PROBES = new Set(['/livez', '/readyz']);

/** Hears of a request that was answered: by the pattern of its route, so that no id is part of it. */
export type ObserveRequest = (request: { method: string; route: string; status: number; ms: number }) => void;

/** Gives every request an id (the caller's `x-request-id` where it is usable), a logger, and one line in the log. */
export function requestContext(
  logger: Logger,
  observe?: ObserveRequest,
  record?: RequestLog['record'],
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const given = c.req.header('x-request-id');
    const requestId = given !== undefined && USABLE_ID.test(given) ? given : randomUUID();
    const [, checkoutId] = CHECKOUT_IN_PATH.exec(c.req.path) ?? [];
    const log = logger.child({ request_id: requestId, ...(checkoutId !== undefined && { checkout_id: checkoutId }) });
    c.set('requestId', requestId);
    c.set('log', log);
    const started = performance.now();
    await next();
    c.header('x-request-id', requestId);
    const took = performance.now() - started;
    observe?.({ method: c.req.method, route: routePath(c), status: c.res.status, ms: took });
    if (c.req.path.startsWith('/v1/')) record?.(answeredRequest(c, took));
    const ms = Math.round(took);
    const asked = { method: c.req.method, path: loggablePath(c.req.path), status: c.res.status, ms };
    const line = { ...asked, ...callerOf(c) };
    if (PROBES.has(c.req.path)) log.debug(line, 'request');
    else log.info(line, 'request');
  };
}

/** Longest list of proxies that is logged. */
const FORWARDED_LENGTH = 200;

/** Who asked: the id of the API key or user, the address of the connection, and what proxies say of it, which nobody has checked. */
function callerOf(c: Context<AppEnv>): { key_id?: string; user_id?: string; address?: string; forwarded_for?: string } {
  // Unset where the key was not known, or none was needed.
  const caller: AppEnv['Variables']['caller'] | undefined = c.get('caller');
  const address = addressOf(c);
  const forwarded = c.req.header('x-forwarded-for');
  return {
    ...(caller !== undefined && { [caller.isUser ? 'user_id' : 'key_id']: caller.id }),
    ...(address !== undefined && { address }),
    ...(forwarded !== undefined && { forwarded_for: cutText(forwarded, FORWARDED_LENGTH) }),
  };
}
