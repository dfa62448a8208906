import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** The address of the connection; undefined where the call came in process, as the pages make theirs. */
export function addressOf(c: Context): string | undefined {
  const isFromNetwork = typeof c.env === 'object' && c.env !== null && 'incoming' in c.env;
  return isFromNetwork ? getConnInfo(c).remote.address : undefined;
}
