import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { RECONCILE_WORKFLOW_TYPE } from '../../../workflows/contract/reconcile.ts';

/** Creates the Temporal Schedule of reconciliation, or updates it: one per task queue, never two runs at once. */
export async function scheduleReconciliation(client: Client, taskQueue: string, everyMs: number): Promise<void> {
  const scheduleId = `reconcile-${taskQueue}`;
  const spec = { intervals: [{ every: everyMs }] };
  const action = { type: 'startWorkflow' as const, workflowType: RECONCILE_WORKFLOW_TYPE, taskQueue, workflowId: scheduleId };
  try {
    await client.schedule.create({ scheduleId, spec, action, policies: { overlap: ScheduleOverlapPolicy.SKIP } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update((previous) => ({ ...previous, spec, action: { ...action, args: [] } }));
  }
}
