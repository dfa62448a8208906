import type { UnresolvedStep } from '../contract/checkout.ts';
import type { Policy } from '../contract/policy.ts';

const MAX_RETRY_MS = 3_600_000;

/** How long a stuck step is retried automatically. A person is shown it all the time; after that only a person can retry it. */
const RETRIED_FOR_MS = 3 * 86_400_000;

type Retry = Pick<Policy, 'stepRetryMs'>;

/** A step that has just failed again, as it is stored, and the other due steps that are postponed with it. */
interface AfterFailure {
  failed: UnresolvedStep;
  deferred: UnresolvedStep[];
  /** False when the same has been shown before. */
  isNews: boolean;
}

/**
 * The one rule for every step that could not get through at `at` (epoch ms), of a checkout or of its returns. It counts the
 * attempts, and restarts the clock when the step fails for another reason. When the step is retried automatically, the other due
 * steps are postponed by the same pause and go first next time, so an outage costs the same however many are stuck.
 */
export function afterFailure(
  unresolved: readonly UnresolvedStep[],
  { step, code, reservedCents }: Pick<UnresolvedStep, 'step' | 'code' | 'reservedCents'>,
  at: number,
  policy: Retry,
): AfterFailure {
  const before = unresolved.find((other) => other.step === step);
  const isSame = before?.code === code;
  const since = isSame ? before.since : iso(at);
  const tries = (before?.tries ?? 0) + 1;
  const retryAt = isRetriedByItself(code) ? nextTry({ since, tries }, at, policy) : null;
  const isDue = (other: UnresolvedStep): boolean => other.retryAt !== null && Date.parse(other.retryAt) <= at;
  const due = retryAt === null ? [] : unresolved.filter((other) => other.step !== step && isDue(other));
  return {
    failed: { step, since, code, tries, retryAt, reservedCents },
    deferred: due.map((other) => ({ ...other, retryAt })),
    isNews: !isSame || retryAt === null,
  };
}

/** Whether a failure can go away without a person. */
export const isRetriedByItself = (code: string): boolean =>
  code === 'apruve-unreachable' || code === 'apruve-unreadable' || code === 'unavailable';

/** When a stuck step that failed at `at` (epoch ms) is retried; null when it waits for a person. */
export function nextTry({ since, tries }: Pick<UnresolvedStep, 'since' | 'tries'>, at: number, policy: Retry): string | null {
  return at - Date.parse(since) < RETRIED_FOR_MS ? iso(at + retryPauseMs(tries, policy)) : null;
}

/** The pause after `tries` failures: the policy's pause, doubled each time, at most an hour. */
export function retryPauseMs(tries: number, policy: Retry): number {
  return Math.min(policy.stepRetryMs * 2 ** Math.min(tries - 1, 20), Math.max(MAX_RETRY_MS, policy.stepRetryMs));
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
