import type { UnresolvedStep } from '../contract/checkout.ts';
import type { Policy } from '../contract/policy.ts';

const MAX_RETRY_MS = 3_600_000;

/** How long a stuck step is tried again by itself. A person is shown it all the while; after that it waits for one. */
const RETRIED_FOR_MS = 3 * 86_400_000;

type Retry = Pick<Policy, 'stepRetryMs'>;

/** A step that has just failed once more, as it is kept, and the other steps that now wait as long as it does. */
interface AfterFailure {
  failed: UnresolvedStep;
  deferred: UnresolvedStep[];
  /** False where a person has been shown the same before. */
  isNews: boolean;
}

/**
 * The one rule for every step that could not get through at `at` (epoch ms), of a checkout or of its returns. The tries are
 * counted on, and the clock starts anew where the step fails for another reason. When it is tried again by itself, the other
 * steps that are due are deferred by the same pause and go first next time, so an outage costs the same however many are stuck.
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

/** Whether a failure may pass without anybody doing something. */
const isRetriedByItself = (code: string): boolean =>
  code === 'apruve-unreachable' || code === 'apruve-unreadable' || code === 'unavailable';

/** When a stuck step that failed at `at` (epoch ms) is tried again; null where it waits for a person. */
export function nextTry({ since, tries }: Pick<UnresolvedStep, 'since' | 'tries'>, at: number, policy: Retry): string | null {
  return at - Date.parse(since) < RETRIED_FOR_MS ? iso(at + retryPauseMs(tries, policy)) : null;
}

/** The pause after `tries` failures: the policy's pause, doubled each time, at most an hour. */
export function retryPauseMs(tries: number, policy: Retry): number {
  return Math.min(policy.stepRetryMs * 2 ** Math.min(tries - 1, 20), Math.max(MAX_RETRY_MS, policy.stepRetryMs));
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
