import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { RELEASE_WORKFLOW_TYPE, releaseWorkflowId, type OrphanInput } from '../contract/orphan.ts';
import type { CheckoutProcess } from './checkout-process.ts';

/** Has an order that this checkout does not need canceled at Apruve, by a process of its own. */
export async function startRelease({ input }: CheckoutProcess, orderId: string): Promise<void> {
  const args: [OrphanInput] = [{ channel: input.channel, orderId, unknownOutcomeWaitMs: input.policy.unknownOutcomeWaitMs }];
  const options = { workflowId: releaseWorkflowId(orderId), args, parentClosePolicy: ParentClosePolicy.ABANDON };
  try {
    await startChild(RELEASE_WORKFLOW_TYPE, options);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
