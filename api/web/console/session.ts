import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { secretBox } from '../../../worker/platform/secret-box.ts';

const COOKIE = 'console_session';
const LASTS_SECONDS = 8 * 3_600;

const sessionSchema = z.object({ key: z.string(), until: z.number() });

/** Who is signed in: the API key, sealed in a cookie that only this server can open. It ends after a working day. */
export interface Sessions {
  /** The key that was signed in with; null where nobody is, or the session has ended. */
  read(c: Context): string | null;
  start(c: Context, key: string): void;
  end(c: Context): void;
}

/** Sessions that are sealed with `secret` (32 bytes). Every process that knows it can open them; none keeps a list. */
export function sealedSessions(secret: Uint8Array, secure: boolean): Sessions {
  const box = secretBox(secret);
  const options = { path: '/console', httpOnly: true, sameSite: 'Strict', secure } as const;
  const read = (sealed: string): string | null => {
    const { key, until } = sessionSchema.parse(JSON.parse(box.open(sealed)));
    return until > Date.now() ? key : null;
  };
  return {
    read: (c) => {
      const sealed = getCookie(c, COOKIE);
      if (sealed === undefined) return null;
      try {
        return read(sealed);
      } catch {
        return null;
      }
    },
    start: (c, key) => {
      const until = Date.now() + LASTS_SECONDS * 1_000;
      setCookie(c, COOKIE, box.seal(JSON.stringify({ key, until })), { ...options, maxAge: LASTS_SECONDS });
    },
    end: (c) => void deleteCookie(c, COOKIE, options),
  };
}
