import type { Context } from 'hono';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { CHANGED } from '../../../workflows/rules/actions.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';

const VERSION = /^(?:W\/)?"?(\d{1,15})"?$/;

/** The `version` of the checkout that the caller has seen; undefined where the request does not say. Text that is none fits no version. */
export function seenVersion(c: Context<AppEnv>): number | undefined {
  const given = c.req.header('if-match')?.trim();
  if (given === undefined || given === '*') return undefined;
  return Number(VERSION.exec(given)?.[1] ?? -1);
}

/** Refuses an action on a checkout that has changed since the caller saw it (RFC 9110, If-Match). */
export function assertUnchanged(c: Context<AppEnv>, { version }: CheckoutRow): void {
  const seen = seenVersion(c);
  if (seen !== undefined && seen !== version) throw new Problem(CHANGED.code, CHANGED.message);
}
