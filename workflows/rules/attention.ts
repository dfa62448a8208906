import type { Attention, Facts, NewAttention, UnresolvedStep } from '../contract/checkout.ts';
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

/** What a person is shown first: the newest attention. Null when nobody is needed. */
export function attentionOf({ attentions }: Pick<Facts, 'attentions'>): Pick<Attention, 'code' | 'message' | 'since'> | null {
  const latest = attentions.at(-1);
  return latest === undefined ? null : { code: latest.code, message: latest.message, since: latest.since };
}

/** The attention for a long history. A process keeps one history, so a person has to find what repeats. */
export function longHistory(events: number, bytes: number): NewAttention {
  const message = `The history of this checkout has grown to ${events} events and ${Math.ceil(bytes / 1_000)} kB, and Temporal ends a process whose history is full. Find in Temporal what repeats and fix it, then complete or cancel the checkout.`;
  return { code: 'history-long', subject: 'history', message };
}

/** The attention for a status of an order or invoice at Apruve, by its id there, whose word we do not know. */
export function unknownStatus(id: string, word: string): NewAttention {
  const message = `Apruve shows ${id} in a status that cannot be read (${word}). What was known last is kept. Look at it in Apruve's dashboard, and report the word.`;
  return { code: 'apruve-unreadable', subject: `status:${id}`, message };
}

/** The attention for a notification that failed. */
export function undelivered(sequence: number, type: string): NewAttention {
  const message = `The notification ${sequence} (${type}) was not accepted in time and is no longer retried. Fix the receiver, then resend it.`;
  return { code: 'notification-failed', subject: `notification:${sequence}`, message };
}

const AGAIN = 'request the same return again, with the same Idempotency-Key';

/** The attention for a return that cannot get through. */
export function stuckReturn({ code, step, retryAt }: Pick<UnresolvedStep, 'code' | 'step' | 'retryAt'>): NewAttention {
  return { code, subject: step, message: returnAdvice(code, step, retryAt) };
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
export function refusedReturn(step: string, { code, message }: Refusal): NewAttention {
  return {
    code,
    subject: step,
    message: `${message} The return (${step}) was refused when it was retried; request a new one, or leave it.`,
  };
}

/** True of what another process than the checkout's own raises: about a return, or about an order that no checkout has. */
const isOfOther = (subject: string | undefined): boolean => /^(return|orphan):/.test(subject ?? '');

/** True of an attention that can still be answered after the end of its checkout. */
export const outlivesCheckout = ({ code, subject }: Pick<Attention, 'code' | 'subject'>): boolean =>
  code === 'notification-failed' || isOfOther(subject);

/**
 * True where an attention is what `about` names: by code and subject; without a subject on either side by the code alone. A return and
 * an order that no checkout has are in one state at a time, so for them the subject alone decides.
 */
export function isSameAttention(known: Pick<Attention, 'code' | 'subject'>, about: AboutAttention): boolean {
  if (isOfOther(about.subject)) return known.subject === about.subject;
  const isSameSubject = known.subject === undefined || about.subject === undefined || known.subject === about.subject;
  return known.code === about.code && isSameSubject;
}

export type AboutAttention = Partial<Pick<Attention, 'code' | 'subject'>>;
