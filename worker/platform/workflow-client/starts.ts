import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { CheckoutInput } from '../../../workflows/contract/checkout.ts';
import { WORKFLOW_TYPE } from '../../../workflows/contract/messages.ts';
import { RETURN_WORKFLOW_TYPE, returnWorkflowId, type ReturnsInput } from '../../../workflows/contract/returns.ts';
import { PRIORITY } from '../../../workflows/contract/task-queues.ts';
import { formatMoney } from '../../../workflows/rules/money.ts';

/** What starting a workflow needs of a stored checkout; amount in integer cents. */
export interface StoredCheckout {
  id: string;
  input: CheckoutInput;
  contentHash: string;
  merchantOrderId: string;
  amountCents: number;
  currency: string;
  customer: { name: string | null; email: string | null };
}

/** What starting the process after the end needs of it. */
export type EndedCheckoutRef = Pick<StoredCheckout, 'id' | 'input'>;

type StartOperation = WithStartWorkflowOperation<Workflow>;

/** Temporal's pages read Markdown: escaped, a buyer's name is neither a link nor a picture there. */
const plainText = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);

/** Starts the workflow of a stored attempt as a part of an update. */
export const checkoutStart = (checkout: StoredCheckout, taskQueue: string): StartOperation =>
  startOperation(WORKFLOW_TYPE, checkoutOptions(checkout, taskQueue));

/** How that workflow is started. Repeated starts join it, and one that has ended is not started again. */
export function checkoutOptions(checkout: StoredCheckout, taskQueue: string) {
  const { id, input, merchantOrderId, amountCents, currency, customer } = checkout;
  const buyer = customer.name ?? customer.email;
  const args: [CheckoutInput] = [input];
  return {
    workflowId: id,
    args,
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
    workflowTaskTimeout: '5s' as const,
    priority: PRIORITY.till,
    staticSummary: [
      plainText(merchantOrderId),
      formatMoney(amountCents, currency),
      ...(buyer === null ? [] : [plainText(buyer)]),
    ].join(' · '),
  };
}

/**
 * How the workflow is started that makes a checkout's returns, and everything after its end. It ends when nothing is left, and is
 * started anew for the next.
 */
export function returnsOptions({ id, input }: EndedCheckoutRef, taskQueue: string) {
  const { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } = input.policy;
  const args: [ReturnsInput] = [{ checkoutId: id, policy: { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } }];
  return {
    workflowId: returnWorkflowId(id),
    args,
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    workflowTaskTimeout: '5s' as const,
    priority: PRIORITY.till,
  };
}

/** The same as a part of an update. */
export const returnsStart = (checkout: EndedCheckoutRef, taskQueue: string): StartOperation =>
  startOperation(RETURN_WORKFLOW_TYPE, returnsOptions(checkout, taskQueue));

function startOperation(
  type: string,
  options: ConstructorParameters<typeof WithStartWorkflowOperation<Workflow>>[1],
): StartOperation {
  const operation = new WithStartWorkflowOperation<Workflow>(type, options);
  // Nobody waits for the start's own handle: a start that fails fails its update as well.
  operation.workflowHandle().catch(() => undefined);
  return operation;
}
