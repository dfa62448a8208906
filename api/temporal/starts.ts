import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import { RETURN_WORKFLOW_TYPE, returnWorkflowId, type ReturnsInput } from '../../workflows/contract/returns.ts';
import { formatMoney } from '../../workflows/rules/money.ts';

/** How the process of a stored attempt is started; many starts are one. */
export function startOf(row: CheckoutRow, taskQueue: string): WithStartWorkflowOperation<Workflow> {
  const buyer = row.customer.name ?? row.customer.email;
  const amount = formatMoney(row.amountCents, row.currency);
  const operation = new WithStartWorkflowOperation<Workflow>(WORKFLOW_TYPE, {
    workflowId: row.id,
    args: [row.input],
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowTaskTimeout: '5s',
    staticSummary: [row.merchantOrderId, amount, ...(buyer === null ? [] : [buyer])].join(' · '),
  });
  // Nobody waits for the handle of the start: its failure is the update's.
  operation.workflowHandle().catch(() => undefined);
  return operation;
}

/** The returns of a checkout are started anew whenever one is asked for and none is under way. */
export function returnsOf({ id, input }: CheckoutRow, taskQueue: string): WithStartWorkflowOperation<Workflow> {
  const { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } = input.policy;
  const args: [ReturnsInput] = [{ checkoutId: id, policy: { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } }];
  const operation = new WithStartWorkflowOperation<Workflow>(RETURN_WORKFLOW_TYPE, {
    workflowId: returnWorkflowId(id),
    args,
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  operation.workflowHandle().catch(() => undefined);
  return operation;
}
