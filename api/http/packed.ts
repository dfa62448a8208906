import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';

const pack = promisify(gzip);

/** Answers one text that does not change, compressed where the client takes that: packed once, at the first such request. */
export function packed(bytes: Uint8Array<ArrayBuffer>): (c: Context, headers: Record<string, string>) => Promise<Response> {
  let made: Promise<Uint8Array<ArrayBuffer>> | null = null;
  return async (c, headers) => {
    const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))/i.test(c.req.header('accept-encoding') ?? '');
    const told = { ...headers, vary: 'accept-encoding', ...(takesGzip && { 'content-encoding': 'gzip' }) };
    made ??= takesGzip ? pack(bytes, { level: 9 }).then((small) => new Uint8Array(small)) : null;
    return c.body(takesGzip && made !== null ? await made : bytes, 200, told);
  };
}
