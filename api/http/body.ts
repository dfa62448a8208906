import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppEnv } from './app-env.ts';
import { Problem } from './problem.ts';

const KIB = 1_024;
export const API_BODY_BYTES = 256 * KIB;
export const WEBHOOK_BODY_BYTES = 1_024 * KIB;
/** A page of Temporal's UI asks for many payloads at once, of up to 2 MB each. */
export const HISTORY_BODY_BYTES = 16 * KIB * KIB;

/**
 * Headers for a refusal that leaves the body unread: nothing else can follow on this connection, and a client that sends slowly
 * does not hold it.
 */
export const unreadBody = (c: Context): Record<string, string> => (c.req.raw.body === null ? {} : { connection: 'close' });

/** Refuses a larger body with 413, before it is read whole. */
export function limitBody(maxSize: number): MiddlewareHandler {
  const limited = bodyLimit({
    maxSize,
    onError: (c) => {
      const detail = `A body may have ${maxSize / KIB} KiB here. Send a smaller one.`;
      throw new Problem('payload-too-large', detail, { headers: unreadBody(c) });
    },
  });
  return (c, next) => (hasLengthWithin(c, maxSize) ? next() : limited(c, next));
}

/** True of a body whose announced length is allowed. That is seen without touching the body, for which Hono would build a whole `Request`. */
function hasLengthWithin({ req }: Context, maxSize: number): boolean {
  const unannounced = req.method === 'GET' || req.method === 'HEAD' ? 0 : Number.NaN;
  return req.header('transfer-encoding') === undefined && Number(req.header('content-length') ?? unannounced) <= maxSize;
}

const WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH'];
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;

/**
 * Refuses a body that is not JSON in UTF-8 by its declaration (415) or by its bytes (400): read in another encoding it would be
 * stored and sent garbled. Takes an empty body for `{}`: calls without arguments need none, whatever headers a client adds.
 */
export const readBody: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!WITH_BODY.includes(c.req.method)) return next();
  const type = c.req.header('content-type');
  const text = utf8(await c.req.arrayBuffer());
  if (text?.trim() !== '') refuseOther(c, type, text);
  else if (type !== undefined) {
    const { url, method, headers } = c.req.raw;
    c.req.raw = new Request(url, {
      method,
      headers: { ...Object.fromEntries(headers), 'content-type': 'application/json' },
      body: '{}',
    });
    c.req.bodyCache = {};
  }
  await next();
};

function refuseOther(c: Context, type: string | undefined, text: string | null): void {
  const encoding = c.req.header('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', 'Send the body without "Content-Encoding".');
  }
  if (type === undefined || !JSON_TYPE.test(type)) {
    throw new Problem('unsupported-media-type', 'Send the body in UTF-8 with "Content-Type: application/json".');
  }
  if (text === null) throw new Problem('not-json', 'The body is not in UTF-8, as JSON has to be.');
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Null where the bytes are not UTF-8. */
function utf8(bytes: ArrayBuffer): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}
