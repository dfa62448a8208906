import type { Attention, Facts, NewAttention, UnresolvedStep } from '../contract/checkout.ts';
import type { Undelivered } from '../contract/receiver.ts';
import type { Refusal } from '../contract/failures.ts';
import type { Verdict } from './actions.ts';
import { isRetriedByItself } from './retries.ts';
import { subjectOfStep } from './rows.ts';

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

/** True while nobody has acknowledged it. */
export const isOpen = ({ acknowledged }: Attention): boolean => acknowledged === undefined;

/**
 * The most pressing attention that nobody has acknowledged: the newest that needs a person, else the newest of what can still go away by
 * itself. Null when nobody is needed.
 */
export function attentionOf({ attentions }: Pick<Facts, 'attentions'>): Pick<Attention, 'code' | 'message' | 'since'> | null {
  const open = attentions.filter(isOpen);
  const first = open.findLast(({ code }) => !isRetriedByItself(code)) ?? open.at(-1);
  return first === undefined ? null : { code: first.code, message: first.message, since: first.since };
}

/** The attention for a status of an order or invoice at Apruve, by its id there, whose word we do not know. */
export function unknownStatus(id: string, word: string): NewAttention {
  const message = `Apruve shows ${id} in a status that cannot be read (${word}). What was known last is kept. Look at it in Apruve's dashboard, and report the word.`;
  return { code: 'apruve-unreadable', subject: `status:${id}`, message };
}

/** The attention for a notification that failed. */
export function undelivered({ sequence, type, receiver }: Undelivered): NewAttention {
  const by = receiver === undefined ? '' : ` by ${receiver.host} (${receiver.id})`;
  const message = `The notification ${sequence} (${type}) was not accepted${by} in time and is no longer retried. Fix the receiver, then resend it.`;
  const subject = receiver === undefined ? `notification:${sequence}` : `notification:${receiver.id}:${sequence}`;
  return { code: 'notification-failed', subject, message };
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
export function refusedReturn(step: string, { code, message }: Refusal, when: 'asked' | 'retried'): NewAttention {
  const told = when === 'retried' ? ' when it was retried' : '';
  return { code, subject: step, message: `${message} The return (${step}) was refused${told}; request a new one, or leave it.` };
}

/** True of what another process than the checkout's own raises: about a return, or about an order that no checkout has. */
const isOfOther = (subject: string | undefined): boolean => /^(return|orphan):/.test(subject ?? '');

/** True of an attention that can still be answered after the end of its checkout. */
export const outlivesCheckout = ({ code, subject }: Pick<Attention, 'code' | 'subject'>): boolean =>
  code === 'notification-failed' || code === 'invoice-after-end' || isOfOther(subject);

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

/** The attention for a step that Apruve refused, where nobody had the answer in front of them. */
export function refusedStep(step: string, words: string): NewAttention {
  const message = `Apruve refused ${step}: ${words} Put right what it asks for, then ask for it again.`;
  return { code: 'refused-by-apruve', subject: subjectOfStep(step), message };
}

/** What the names of people who are signed in begin with, where it is recorded who asked: with a password, or with an API key. */
export const USER = 'user:';
export const PERSON = 'person:';

/** True of whoever has the answer in front of them: somebody who is signed in. */
export const isPerson = (actor: string | undefined): boolean =>
  actor !== undefined && [USER, PERSON].some((who) => actor.startsWith(who));

/**
 * With one more attention. Raised again, it keeps its place, its first time, and that it was acknowledged. Where it was and a new cause
 * (`again`, or another code of a return or an orphan) raises it, it is new.
 */
export function raise(attentions: readonly Attention[], now: NewAttention, at: string, again = false): Attention[] {
  const known = attentions.find((other) => isSameAttention(other, now));
  const isNew = known?.acknowledged !== undefined && (again || known.code !== now.code);
  if (known === undefined || isNew) return [...attentions.filter((other) => other !== known), { ...now, since: at }];
  return attentions.map((other) => (other === known ? { ...known, ...now } : other));
}

/** With every present attention of the code acknowledged; who did first, and when, stays. */
export const acknowledge = (
  attentions: readonly Attention[],
  code: string,
  acknowledged: NonNullable<Attention['acknowledged']>,
): Attention[] => attentions.map((known) => (known.code === code ? { acknowledged, ...known } : known));

/** Whether a code can be acknowledged: `unchanged` where that has been done. */
export function acknowledging({ attentions }: Pick<Facts, 'attentions'>, code: string): Verdict | 'unchanged' {
  const present = attentions.filter((known) => known.code === code);
  if (present.length === 0) return { allowed: false, code: 'not-found', reason: `This checkout has no attention ${code}.` };
  return present.some(isOpen) ? { allowed: true } : 'unchanged';
}
