import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import { withoutToken } from '../../worker/platform/log.ts';
import type { AppEnv } from './app-env.ts';

const USABLE_ID = /^[\w.:-]{1,128}$/;
const CHECKOUT_IN_PATH = /\/(chk_[a-z2-7]{26})(?:\/|$)/;
/** Asked every few seconds by whoever watches over us. */
const PROBES = new Set(['/livez', '/readyz']);

/** Gives every request an id (the caller's `x-request-id` where it is usable), a logger, and one line in the log. */
export function requestContext(logger: Logger): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const asked = c.req.header('x-request-id');
    const requestId = asked !== undefined && USABLE_ID.test(asked) ? asked : randomUUID();
    const [, checkoutId] = CHECKOUT_IN_PATH.exec(c.req.path) ?? [];
    const log = logger.child({ request_id: requestId, ...(checkoutId !== undefined && { checkout_id: checkoutId }) });
    c.set('requestId', requestId);
    c.set('log', log);
    const started = performance.now();
    await next();
    c.header('x-request-id', requestId);
    const ms = Math.round(performance.now() - started);
    const line = { method: c.req.method, path: loggedPath(c.req.path), status: c.res.status, ms };
    if (PROBES.has(c.req.path)) log.debug(line, 'request');
    else log.info(line, 'request');
  };
}

/** The path as it may be logged: tokens are part of some. */
const loggedPath = (path: string): string => withoutToken(path).replace(/^(\/codec\/)[^/]+/, '$1[redacted]');
