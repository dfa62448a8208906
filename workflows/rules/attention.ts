import type { Attention, Facts, UnresolvedStep } from '../contract/checkout.ts';
import type { Refusal } from '../contract/failures.ts';

/**
 * What is wrong with a step that cannot get through, and what a person can do. `said`: what the last try ran into, in a sentence
 * without its full stop.
 */
export function advice(
  { code, step, retryAt }: Pick<UnresolvedStep, 'code' | 'step' | 'retryAt'>,
  said: string = UNREADABLE,
): string {
  switch (code) {
    case 'apruve-auth':
      return `Apruve does not accept the API key (${step}). Put the right key into the channel, then retry.`;
    case 'apruve-unreachable':
      return `Apruve does not answer (${step}). ${tried(retryAt)}`;
    case 'apruve-unreadable':
      return `${said} (${step}). The payment transactions have the answer. ${tried(retryAt)}`;
    case 'unavailable':
      return `A part of this service was down (${step}). ${tried(retryAt)}`;
    case 'internal-error':
      return `The step ${step} contradicts its own record and was stopped. Report it; nothing was sent twice.`;
    default:
      return `The step ${step} was refused. Fix what Apruve asks for, then retry.`;
  }
}

const UNREADABLE = 'Apruve answered in a way that cannot be read';

const tried = (retryAt: string | null): string =>
  retryAt === null
    ? 'It was retried for days and is no longer retried automatically: fix that, then retry.'
    : 'It is retried automatically; retry to do it now.';

/**
 * What a person is shown first: the newest attention, or the oldest unresolved step when there is none. Null when nobody is
 * needed.
 */
export function attentionOf({ attentions, unresolved: [oldest] }: Pick<Facts, 'attentions' | 'unresolved'>): Attention | null {
  const latest = attentions.at(-1);
  if (latest !== undefined) return { code: latest.code, message: latest.message, since: latest.since };
  return oldest === undefined ? null : { code: oldest.code, message: advice(oldest), since: oldest.since };
}

/** The attention for a long history. A process keeps one history, so a person has to find what repeats. */
export function longHistory(events: number, bytes: number): Omit<Attention, 'since'> {
  const message = `The history of this checkout has grown to ${events} events and ${Math.ceil(bytes / 1_000)} kB, and Temporal ends a process whose history is full. Find in Temporal what repeats and fix it, then complete or cancel the checkout.`;
  return { code: 'history-long', message };
}

/** The attention for a status of an order or invoice at Apruve, by its id there, whose word we do not know. */
export function unknownStatus(id: string, word: string): Omit<Attention, 'since'> {
  const message = `Apruve shows ${id} in a status that cannot be read (${word}). What was known last is kept. Look at it in Apruve's dashboard, and report the word.`;
  return { code: 'apruve-unreadable', step: `${STATUS_OF}${id}`, message };
}

const STATUS_OF = 'status:';

/** True of an attention for a status whose word we do not know. */
export const isAboutStatus = ({ step }: Pick<Attention, 'step'>): boolean => step?.startsWith(STATUS_OF) ?? false;

/** The attention for a notification that failed. */
export function undelivered(sequence: number, type: string): Omit<Attention, 'since'> {
  const message = `The notification ${sequence} (${type}) was not accepted in time and is no longer retried. Fix the receiver, then resend it.`;
  return { code: 'notification-failed', message };
}

const AGAIN = 'request the same return again, with the same Idempotency-Key';

/** The attention for a return that cannot get through. */
export function stuckReturn({
  code,
  step,
  retryAt,
}: Pick<UnresolvedStep, 'code' | 'step' | 'retryAt'>): Omit<Attention, 'since'> {
  return { code, step, message: returnAdvice(code, step, retryAt) };
}

const WHAT: Record<string, string> = { 'apruve-unreachable': 'Apruve does not answer', 'apruve-unreadable': UNREADABLE };

function returnAdvice(code: string, step: string, retryAt: string | null): string {
  if (code === 'apruve-auth')
    return `Apruve does not accept the API key (${step}). Put the right key into the channel, then ${AGAIN}.`;
  if (code === 'internal-error') return advice({ code, step, retryAt });
  const what = WHAT[code] ?? 'A part of this service was down';
  if (retryAt !== null) return `${what} (${step}). The return is retried automatically.`;
  return `${what} (${step}). The return was retried for days and is no longer retried automatically: ${AGAIN}.`;
}

/** The attention for a return that was refused when it was retried and no caller waited any more. */
export function refusedReturn(step: string, { code, message }: Refusal): Omit<Attention, 'since'> {
  return {
    code,
    step,
    message: `${message} The return (${step}) was refused when it was retried; request a new one, or leave it.`,
  };
}

/** A step has one attention, even if its code changes. Any other attention is identified by its code. */
export const isSameAttention = (one: AboutAttention, other: AboutAttention): boolean =>
  one.step === undefined && other.step === undefined ? one.code === other.code : one.step === other.step;

export type AboutAttention = Partial<Pick<Attention, 'code' | 'step'>>;
