import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

/** The latest run of a workflow, ended or not; null where Temporal knows none by that id. */
export async function describeProcess(client: Client, id: string): Promise<WorkflowExecutionDescription | null> {
  try {
    return await client.workflow.getHandle(id).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** True while a workflow waits for a call of an activity. */
export async function isWaitingFor(client: Client, workflowId: string, activity: string): Promise<boolean> {
  const pending = (await describeProcess(client, workflowId))?.raw.pendingActivities ?? [];
  return pending.some(({ activityType }) => activityType?.name === activity);
}
