import { WorkflowUpdateStage, type Client } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { openCheckoutUpdate, type Answer } from '../../../workflows/contract/messages.ts';
import { returnInvoiceUpdate } from '../../../workflows/contract/returns.ts';
import type { WorkflowClient } from './client.ts';
import { executeUpdate } from './execute-update.ts';
import { checkoutStart, returnsStart } from './starts.ts';

type Updates = Pick<WorkflowClient, 'open' | 'update' | 'requestReturn' | 'updateAfterEnd'>;

/** What is asked of processes and waited for: each a message that is answered within `withinMs`. */
export function updates(client: Client, taskQueue: string, withinMs: number): Updates {
  const waitForStage = WorkflowUpdateStage.ACCEPTED;
  return {
    open: (checkout) =>
      executeUpdate(client, withinMs, () =>
        client.workflow.startUpdateWithStart(openCheckoutUpdate, {
          args: [{ contentHash: checkout.contentHash }],
          startWorkflowOperation: checkoutStart(checkout, taskQueue),
          waitForStage,
        }),
      ),
    update: (checkoutId, { name }, [first, ...rest], updateId) =>
      executeUpdate(client, withinMs, () => {
        const handle = client.workflow.getHandle(checkoutId);
        return first === undefined
          ? handle.startUpdate<Answer, []>(name, { updateId, waitForStage })
          : handle.startUpdate<Answer, [unknown, ...unknown[]]>(name, { args: [first, ...rest], updateId, waitForStage });
      }),
    requestReturn: (checkout, request) =>
      executeUpdate(client, withinMs, () =>
        client.workflow.startUpdateWithStart(returnInvoiceUpdate, {
          args: [request],
          startWorkflowOperation: returnsStart(checkout, taskQueue),
          waitForStage,
        }),
      ),
    updateAfterEnd: (checkout, { name }, args, updateId) =>
      executeUpdate(client, withinMs, () =>
        client.workflow.startUpdateWithStart<Workflow, Answer, unknown[]>(name, {
          args,
          startWorkflowOperation: returnsStart(checkout, taskQueue),
          updateId,
          waitForStage,
        }),
      ),
  };
}
