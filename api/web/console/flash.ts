import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ConsoleEnv } from './env.ts';

const COOKIE = 'console_outcome';
const OPTIONS = { path: '/console', httpOnly: true, sameSite: 'Strict' } as const;
const optionsOf = (c: Context<ConsoleEnv>) => ({ ...OPTIONS, secure: c.get('secureCookies') });
const LASTS_SECONDS = 60;

/** Keeps the outcome of an action, in words, for the page that is shown after it. */
export function keepFlash(c: Context<ConsoleEnv>, words: string): void {
  setCookie(c, COOKIE, words, { ...optionsOf(c), maxAge: LASTS_SECONDS });
}

/** The outcome of the action before, once. */
export function takeFlash(c: Context<ConsoleEnv>): string | null {
  const words = getCookie(c, COOKIE);
  if (words === undefined) return null;
  deleteCookie(c, COOKIE, optionsOf(c));
  return words;
}
