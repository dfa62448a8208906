import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ActivityFailure, log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { startOrphanSearch } from '../activity-proxies.ts';
import { RELEASE_WORKFLOW_TYPE, releaseWorkflowId, type OrphanInput } from '../contract/orphan.ts';
import { PRIORITY } from '../contract/task-queues.ts';
import type { CheckoutProcess } from './checkout-process.ts';

/** Has an order that this checkout does not need canceled at Apruve, by a process of its own. */
export function startRelease({ input }: CheckoutProcess, orderId: string): Promise<void> {
  return releaseByItself({ channel: input.channel, orderId });
}

/** Starts the process that releases an order; one that runs already is left to do it. */
export async function releaseByItself(orphan: OrphanInput): Promise<void> {
  const options = {
    workflowId: releaseWorkflowId(orphan.orderId),
    args: [orphan],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    priority: PRIORITY.background,
  };
  try {
    await startChild(RELEASE_WORKFLOW_TYPE, options);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/**
 * Has all orders with this checkout's number looked through for orphans, by a process of its own, because nobody waits for it and
 * Apruve may not answer now. What the search is to see must be in the ledger before. Where it cannot be started, reconciliation looks.
 */
export async function lookForOrphans({ input, steps }: CheckoutProcess): Promise<void> {
  const { checkoutId, channel, merchantOrderId } = input;
  try {
    await startOrphanSearch({ checkoutId, n: steps.next('orphans'), channel, merchantOrderId });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('The search for orphans could not be started: reconciliation looks for them.');
  }
}
