import type { Context } from 'hono';
import { CHANGED } from '../../../workflows/rules/actions.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';

const VERSION = /^(?:W\/)?"?(\d{1,15})"?$/;

/** The `version` of what is asked for that the caller has seen; undefined where the request does not say. Text that is none fits no version. */
export function seenVersion(c: Context<AppEnv>): number | undefined {
  const given = c.req.header('if-match')?.trim();
  if (given === undefined || given === '*') return undefined;
  return Number(VERSION.exec(given)?.[1] ?? -1);
}

/** Refuses an action on what has changed since the caller saw it (RFC 9110, If-Match). */
export function assertUnchanged(c: Context<AppEnv>, { version }: { version: number }, message: string = CHANGED.message): void {
  const seen = seenVersion(c);
  if (seen !== undefined && seen !== version) throw new Problem(CHANGED.code, message);
}
