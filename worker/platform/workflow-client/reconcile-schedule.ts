import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { RECONCILE_WORKFLOW_TYPE } from '../../../workflows/contract/reconcile.ts';
import { PRIORITY } from '../../../workflows/contract/task-queues.ts';

/** One for the workflows of a task queue. */
export const reconcileScheduleId = (taskQueue: string): string => `reconcile-${taskQueue}`;

/** A run that has taken a day, or so many periods, is jammed: Temporal ends it, and the next can begin. */
const PERIODS_AT_MOST = 24;
const RUN_AT_MOST_MS = 86_400_000;

/** Creates the Temporal Schedule of reconciliation, or updates it: one per task queue, never two runs at once. */
export async function scheduleReconciliation(client: Client, taskQueue: string, everyMs: number): Promise<void> {
  const scheduleId = reconcileScheduleId(taskQueue);
  const spec = { intervals: [{ every: everyMs }] };
  const action = {
    type: 'startWorkflow' as const,
    workflowType: RECONCILE_WORKFLOW_TYPE,
    taskQueue,
    workflowId: scheduleId,
    priority: PRIORITY.background,
    workflowExecutionTimeout: Math.max(PERIODS_AT_MOST * everyMs, RUN_AT_MOST_MS),
  };
  try {
    await client.schedule.create({ scheduleId, spec, action, policies: { overlap: ScheduleOverlapPolicy.SKIP } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update((previous) => ({ ...previous, spec, action: { ...action, args: [] } }));
  }
}
