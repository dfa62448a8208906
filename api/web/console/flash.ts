import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

const COOKIE = 'console_outcome';
const OPTIONS = { path: '/console', httpOnly: true, sameSite: 'Strict' } as const;
const LASTS_SECONDS = 60;

/** Keeps the outcome of an action, in words, for the page that is shown after it. */
export function keepOutcome(c: Context, words: string): void {
  setCookie(c, COOKIE, words, { ...OPTIONS, maxAge: LASTS_SECONDS });
}

/** The outcome of the action before, once. */
export function takeOutcome(c: Context): string | null {
  const words = getCookie(c, COOKIE);
  if (words === undefined) return null;
  deleteCookie(c, COOKIE, OPTIONS);
  return words;
}
