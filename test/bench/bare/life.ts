import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, type Client } from '@temporalio/client';
import type { Life } from '../measure.ts';
import { authorizeUpdate, bareWorkflow, closedSignal, invoiceUpdate, openUpdate } from './workflow.ts';

/** One life of the bare workflow, driven as a checkout is. */
export function bareLife(client: Client, taskQueue: string): Life {
  return async () => {
    const workflowId = `bare-${randomUUID()}`;
    const startWorkflowOperation = new WithStartWorkflowOperation(bareWorkflow, {
      workflowId,
      taskQueue,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const began = performance.now();
    await client.workflow.executeUpdateWithStart(openUpdate, { startWorkflowOperation });
    const firstAnswerMs = performance.now() - began;
    const handle = client.workflow.getHandle(workflowId);
    await handle.executeUpdate(authorizeUpdate);
    await handle.executeUpdate(invoiceUpdate);
    await handle.signal(closedSignal);
    await handle.result();
    return { id: workflowId, firstAnswerMs };
  };
}
