import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { WorkflowNotFoundError, type SignalDefinition } from '@temporalio/common';
import type { Workflows } from '../../activities/deps.ts';
import { apruveEventSignal } from '../../workflows/contract/messages.ts';
import { NOTIFY_WORKFLOW_TYPE, notifyStart, receiverSignal } from '../../workflows/contract/notify.ts';
import { RELEASE_WORKFLOW_TYPE, releaseStart } from '../../workflows/contract/orphan.ts';
import { RECONCILE_WORKFLOW_TYPE } from '../../workflows/contract/reconcile.ts';

/** The way from activities to the processes: telling them, releasing an orphan, waking the sender of notifications. */
export function createWorkflows(client: Client, taskQueue: string): Workflows {
  return {
    isRunning: async (checkoutId) => {
      try {
        return (await client.workflow.getHandle(checkoutId).describe()).status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    signalEvent: (checkoutId, event) => signal(client, checkoutId, apruveEventSignal, event),
    releaseOrder: async (orphan) => {
      await client.workflow.start(RELEASE_WORKFLOW_TYPE, { ...releaseStart(orphan), taskQueue });
    },
    wakeNotifications: async (checkoutId) => {
      await client.workflow.signalWithStart(NOTIFY_WORKFLOW_TYPE, { ...notifyStart(checkoutId, { atOnce: false }), taskQueue });
    },
    signalReceiver: (checkoutId, news) => signal(client, checkoutId, receiverSignal, news),
  };
}

/** False where nothing runs that could hear it. */
async function signal<T>(client: Client, checkoutId: string, definition: SignalDefinition<[T]>, argument: T): Promise<boolean> {
  try {
    await client.workflow.getHandle(checkoutId).signal(definition, argument);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
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
