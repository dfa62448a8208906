import { randomUUID } from 'node:crypto';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { PRIORITY } from '../../workflows/contract/task-queues.ts';
import { connectTemporal, type Config } from '../platform/index.ts';

/** Runs one reconciliation now, beside the scheduled ones, and waits for its result. A worker has to be running. */
export async function reconcile(config: Config): Promise<ReconcileResult> {
  const temporal = await connectTemporal(config);
  try {
    const { taskQueue } = config.temporal;
    const options = { workflowId: `reconcile-now-${randomUUID()}`, taskQueue, priority: PRIORITY.background };
    return await temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, options);
  } finally {
    await temporal.close();
  }
}
