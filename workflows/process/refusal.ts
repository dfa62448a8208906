import { ApplicationFailureCategory } from '@temporalio/common';
import { ApplicationFailure } from '@temporalio/workflow';
import type { Refusal } from '../contract/failures.ts';

/** A refusal; its details may come from an earlier run. */
export type Refused = Omit<Refusal, 'details'> & { details?: unknown };

/** A business refusal as the asker gets it: typed, never retried, no alarm in Temporal's metrics. */
export function refusalFailure({ code, message, details }: Refused): ApplicationFailure {
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
    ...(details !== undefined && { details: [details] }),
  });
}
