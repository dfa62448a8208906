import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { ProcessAccess } from '../activities/channels.ts';
import { apruveEventSignal } from '../workflows/contract/messages.ts';
import { RELEASE_WORKFLOW_TYPE, releaseWorkflowId } from '../workflows/contract/orphan.ts';
import { RECONCILE_WORKFLOW_TYPE } from '../workflows/contract/reconcile.ts';

/** The way from activities to the processes: only reconciliation needs it. */
export function createProcessAccess(client: Client, taskQueue: string): ProcessAccess {
  return {
    isRunning: async (checkoutId) => {
      try {
        return (await client.workflow.getHandle(checkoutId).describe()).status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    tell: async (checkoutId, event) => {
      try {
        await client.workflow.getHandle(checkoutId).signal(apruveEventSignal, event);
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    release: async (orphan) => {
      await client.workflow.start(RELEASE_WORKFLOW_TYPE, {
        workflowId: releaseWorkflowId(orphan.orderId),
        taskQueue,
        args: [orphan],
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
    },
  };
}

/** Makes the schedule of reconciliation, or brings it up to date: one per task queue, never two runs at once. */
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
