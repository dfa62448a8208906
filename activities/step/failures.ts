import { ApplicationFailure } from '@temporalio/activity';
import type { FailureCode, Refusal } from '../../workflows/contract/failures.ts';
import type { StepOutcome } from '../../workflows/contract/step-context.ts';
import { ApruveError } from '../apruve/errors.ts';
import { StepConflict, StillInDoubt } from './do-step.ts';

/** An outcome that only says no: Apruve's own words, or ours. */
export const refused = (refusal: Refusal): StepOutcome => ({ newFacts: [], waitingEvents: [], refusal });

/**
 * Runs the body of an activity and gives its accidents the form that Temporal's retries understand: business refusals are
 * answers, 401 and 403 end the tries, everything without a usable answer is tried again, after `Retry-After` where it was given.
 */
export async function asStep<Outcome extends StepOutcome>(body: () => Promise<Outcome>): Promise<Outcome | StepOutcome> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof ApruveError && (error.kind === 'refused' || error.kind === 'not-found')) {
      return refused({ code: 'refused-by-apruve', message: error.message });
    }
    throw toFailure(error);
  }
}

/** The form in which Temporal's retries understand an accident. */
export function toFailure(error: unknown): unknown {
  if (error instanceof StillInDoubt) return retryable(error.message, error.waitMs);
  if (error instanceof StepConflict) return ApplicationFailure.nonRetryable(error.message, 'internal-error');
  if (!(error instanceof ApruveError)) return error;
  if (error.kind === 'auth') return ApplicationFailure.nonRetryable(error.message, 'apruve-auth');
  return retryable(error.message, error.retryAfterMs, error.kind === 'unreadable' ? 'apruve-unreadable' : 'apruve-unreachable');
}

/** An accident that is tried again, after `nextRetryDelay` ms where that is given. */
export function retryable(
  message: string,
  nextRetryDelay: number | null,
  type: FailureCode = 'apruve-unreachable',
): ApplicationFailure {
  return ApplicationFailure.create({ message, type, ...(nextRetryDelay !== null && { nextRetryDelay }) });
}
