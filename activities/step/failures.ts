import { ApplicationFailure } from '@temporalio/activity';
import type { FailureCode, Refusal } from '../../workflows/contract/failures.ts';
import type { StepOutcome } from '../../workflows/contract/step-context.ts';
import { ApruveError, isRefusal } from '../apruve/errors.ts';
import { StepConflict, StillInDoubt } from './do-step.ts';

/** An outcome without facts: a refusal, in Apruve's words or ours. */
export const refused = (refusal: Refusal): StepOutcome => ({ newFacts: [], waitingEvents: [], refusal });

/**
 * Runs the body of an activity and turns its errors into what Temporal's retries understand. Business refusals become values. 401
 * and 403 end the attempts. Everything without a usable answer is retried, after `Retry-After` where Apruve sent it.
 */
export async function asStep<Outcome extends StepOutcome>(body: () => Promise<Outcome>): Promise<Outcome | StepOutcome> {
  try {
    return await body();
  } catch (error) {
    if (isRefusal(error)) {
      return refused({ code: 'refused-by-apruve', message: error.message });
    }
    throw toFailure(error);
  }
}

/** The same error as Temporal's retries understand it. */
export function toFailure(error: unknown): unknown {
  if (error instanceof StillInDoubt) return retryable(error.message, error.waitMs);
  if (error instanceof StepConflict) return ApplicationFailure.nonRetryable(error.message, 'internal-error');
  if (!(error instanceof ApruveError)) return error;
  if (error.kind === 'auth') return ApplicationFailure.nonRetryable(error.message, 'apruve-auth');
  return retryable(error.message, error.retryAfterMs, error.kind === 'unreadable' ? 'apruve-unreadable' : 'apruve-unreachable');
}

/** An error that is retried, after `nextRetryDelay` ms where that is given. */
export function retryable(
  message: string,
  nextRetryDelay: number | null,
  type: FailureCode = 'apruve-unreachable',
): ApplicationFailure {
  return ApplicationFailure.create({ message, type, ...(nextRetryDelay !== null && { nextRetryDelay }) });
}
