import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Later tries than this have had time for what passes by itself: a call without a bound is then tried without end. */
const PASSES_WITHIN_MS = 20_000;

/** A call of a workflow by the name of its activity. */
interface Call {
  workflowId: string;
  activity: string;
}

/** Calls that are tried without end. Those with a bound are not among them: their process goes on without them, and shows that. */
export interface Tries {
  interceptor: ActivityInterceptorsFactory;
  /** What has failed again, and what has got through after all, since it was last asked. */
  take(): { failing: Call[]; over: Call[] };
}

/** Watches the tries of this worker's activities; `count` is told each that fails late. */
export function watchTries(count: (activity: string) => void): Tries {
  const seen = new Map<string, Call & { isFailing: boolean }>();
  const note = (call: Call, isFailing: boolean): void =>
    void seen.set(`${call.workflowId} ${call.activity}`, { ...call, isFailing });
  return {
    interceptor: ({ info }) => ({
      inbound: {
        async execute(input, next) {
          const call = { workflowId: info.workflowExecution?.workflowId ?? '', activity: info.activityType };
          const isLate = (): boolean => info.attempt > 1 && Date.now() - info.scheduledTimestampMs > PASSES_WITHIN_MS;
          const hasBound = info.scheduleToCloseTimeoutMs > 0;
          try {
            const result = await next(input);
            if (!hasBound && isLate()) note(call, false);
            return result;
          } catch (error) {
            if (!hasBound && isLate()) {
              note(call, true);
              count(call.activity);
            }
            throw error;
          }
        },
      },
    }),
    take: () => {
      const calls = [...seen.values()];
      seen.clear();
      return { failing: calls.filter(({ isFailing }) => isFailing), over: calls.filter(({ isFailing }) => !isFailing) };
    },
  };
}

/**
 * Stands for each activity that a build of the workflows calls and this worker does not have, so that its tries are watched like all
 * others. Rejects, and is tried again: a worker of a later release has it.
 */
export async function unknownActivity(): Promise<never> {
  const { activityType } = activityInfo();
  throw ApplicationFailure.retryable(`This worker is older than its task: it has no activity ${activityType}.`, 'NotFoundError');
}
