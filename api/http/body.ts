import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppEnv } from './app-env.ts';
import { Problem } from './problem.ts';

const KIB = 1_024;
export const API_BODY_BYTES = 256 * KIB;
export const WEBHOOK_BODY_BYTES = 1_024 * KIB;

/**
 * Headers for a refusal that leaves the body unread: nothing else can follow on this connection, and a client that sends slowly
 * does not hold it.
 */
export const unreadBody = (c: Context): Record<string, string> => (c.req.raw.body === null ? {} : { connection: 'close' });

/** Refuses a larger body with 413, before it is read whole. */
export const limitBody = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: (c) => {
      const detail = `A body may have ${maxSize / KIB} KiB here. Send a smaller one.`;
      throw new Problem('payload-too-large', detail, { headers: unreadBody(c) });
    },
  });

const WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** Takes an empty body that is declared as JSON for `{}`: calls without arguments need none, whatever headers a client adds. */
export const readBody: MiddlewareHandler<AppEnv> = async (c, next) => {
  const declared = WITH_BODY.includes(c.req.method) && c.req.header('content-type') !== undefined;
  if (declared && (await c.req.text()).trim() === '') {
    const { url, method, headers } = c.req.raw;
    c.req.raw = new Request(url, { method, headers, body: '{}' });
    c.req.bodyCache = {};
  }
  await next();
};
