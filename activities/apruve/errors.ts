import { cutText } from '../../workflows/contract/text.ts';
import { refusalWords } from '../../workflows/rules/refusal-words.ts';

/**
 * Why a call to Apruve did not give what was asked for.
 *
 * - `refused`: a business refusal (4xx), with Apruve's own words. Trying again changes nothing.
 * - `not-found`: Apruve does not know the id, or does not show it to this key.
 * - `auth`: 401 or 403. A person has to look at the key.
 * - `unreachable`: no answer, or one that says "later". `effect` says what may have happened at Apruve.
 * - `unreadable`: a 2xx in no shape that we can read. Apruve has worked on the request; a look-up shows what it did.
 */
export type ApruveErrorKind = 'refused' | 'not-found' | 'auth' | 'unreachable' | 'unreadable';

/** `none`: the request was not worked on; `done-or-not`: it is over, look it up; `pending`: it may still land later. */
export type Effect = 'none' | 'done-or-not' | 'pending';

export class ApruveError extends Error {
  override readonly name = 'ApruveError';
  readonly kind: ApruveErrorKind;
  readonly status: number | null;
  readonly body: unknown;
  readonly effect: Effect;
  readonly retryAfterMs: number | null;

  constructor(
    kind: ApruveErrorKind,
    message: string,
    about: { status?: number; body?: unknown; effect?: Effect; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: about.cause });
    this.kind = kind;
    this.status = about.status ?? null;
    this.body = about.body ?? null;
    this.effect = about.effect ?? 'none';
    this.retryAfterMs = about.retryAfterMs ?? null;
  }
}

/** True where Apruve has refused what was asked, or does not know the id: trying again changes nothing. */
export const isRefusal = (error: unknown): error is ApruveError & { kind: 'refused' | 'not-found' } =>
  error instanceof ApruveError && (error.kind === 'refused' || error.kind === 'not-found');

const LONGEST_WORDS = 300;

/** Apruve's words for a refusal in one line; it may give none. */
export function apruveWords(body: unknown): string {
  const { title, detail } = refusalWords(body);
  return cutText([title, detail].filter((word) => word !== null).join(': '), LONGEST_WORDS);
}
