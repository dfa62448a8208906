import { ApplicationFailure, TimeoutFailure, type ActivityFailure } from '@temporalio/workflow';
import { isFailureCode, type FailureCode } from '../contract/failures.ts';

/** What an activity failed with, in the words of our table: no answer in time is no answer of Apruve. */
export function codeOf({ cause }: ActivityFailure): FailureCode {
  if (cause instanceof TimeoutFailure) return 'apruve-unreachable';
  return cause instanceof ApplicationFailure && isFailureCode(cause.type) ? cause.type : 'unavailable';
}
