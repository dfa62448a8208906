import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { secretBox, type SecretKeys } from '../../../worker/platform/secret-box.ts';

const COOKIE = 'console_session';
const LASTS_MS = 8 * 3_600_000;
const IDLE_MS = 30 * 60_000;
/** The cookie is sealed anew when it is this old, and not with every page. */
const RENEWED_AFTER_MS = 60_000;

const sessionSchema = z.object({
  id: z.string(),
  key: z.string(),
  until: z.number(),
  seen: z.number(),
});
type Session = z.output<typeof sessionSchema>;

/** The sessions that somebody signed out of, kept where every process looks. */
export interface EndedSessions {
  add(id: string, until: Date): Promise<void>;
  has(id: string): Promise<boolean>;
}

/** What was signed in with: an API key, or the token of a session. */
interface SignedInWith {
  key: string;
}

/** A session that has not ended. */
interface Running extends SignedInWith {
  id: string;
}

/** Who is signed in. A session ends with signing out, half an hour after the last thing that was asked for, and after 8 hours. */
export interface Sessions {
  /** What was signed in with; null where nobody is, or the session has ended. A page that renews itself is not use. */
  read(c: Context): Promise<Running | null>;
  start(c: Context, signedIn: SignedInWith): void;
  end(c: Context): Promise<void>;
}

export interface SessionOptions {
  /** The first seals the cookie. Every process that knows one can open the sessions that it sealed. */
  secrets: SecretKeys;
  secure: boolean;
  ended: EndedSessions;
  now?: () => number;
}

/** Sessions whose key is sealed in a cookie that only this server can open. */
export function sealedSessions({ secrets, secure, ended, now = Date.now }: SessionOptions): Sessions {
  const box = secretBox(secrets);
  const options = { path: '/console', httpOnly: true, sameSite: 'Strict', secure } as const;
  const keep = (c: Context, session: Session): void => {
    const maxAge = Math.ceil((session.until - now()) / 1_000);
    setCookie(c, COOKIE, box.seal(JSON.stringify(session)), { ...options, maxAge });
  };
  const running = (c: Context): Session | null => {
    const session = opened(box, getCookie(c, COOKIE));
    return session !== null && session.until > now() && session.seen + IDLE_MS > now() ? session : null;
  };
  return {
    read: async (c) => {
      const session = running(c);
      if (session === null || (await ended.has(session.id))) return null;
      if (!isRenewal(c) && session.seen + RENEWED_AFTER_MS < now()) keep(c, { ...session, seen: now() });
      return session;
    },
    start: (c, { key }) => keep(c, { id: randomUUID(), key, until: now() + LASTS_MS, seen: now() }),
    end: async (c) => {
      const session = running(c);
      if (session !== null) await ended.add(session.id, new Date(session.until));
      deleteCookie(c, COOKIE, options);
    },
  };
}

function opened(box: ReturnType<typeof secretBox>, sealed: string | undefined): Session | null {
  if (sealed === undefined) return null;
  try {
    return sessionSchema.parse(JSON.parse(box.open(sealed)));
  } catch {
    return null;
  }
}

/** True for what `live.js` asks for while nobody does anything; a browser adds no header of ours to a request for events. */
const isRenewal = (c: Context): boolean => c.req.header('x-live') !== undefined || c.req.header('accept') === 'text/event-stream';
