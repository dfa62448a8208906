import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import {
  RETURN_WORKFLOW_TYPE,
  returnInvoiceUpdate,
  returnWorkflowId,
  type ReturnRequest,
  type ReturnsInput,
} from '../../workflows/contract/returns.ts';
import { processOf } from './process.ts';
import type { Rig } from './rig.ts';
import { authorizedCheckout, control } from './shop.ts';

/** A checkout with an open invoice, and how goods of it are returned. */
export async function invoicedCheckout(rig: Rig, amountCents?: number) {
  const { id } = await authorizedCheckout(rig);
  const checkout = processOf(rig, id);
  await checkout.ask(sendInvoiceUpdate, amountCents === undefined ? {} : { amountCents });
  const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
  const giveBack = (amount: number, changes: Partial<ReturnRequest> = {}, policy: Partial<ReturnsInput['policy']> = {}) => {
    const request = { requestId: randomUUID(), invoiceId, amountCents: amount, reason: 'DAMAGED', ...changes };
    const { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } = rig.config.policy;
    const startWorkflowOperation = new WithStartWorkflowOperation(RETURN_WORKFLOW_TYPE, {
      workflowId: returnWorkflowId(id),
      args: [{ checkoutId: id, policy: { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs, ...policy } }],
      taskQueue: rig.config.temporal.taskQueue,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return rig.temporal.client.workflow.executeUpdateWithStart(returnInvoiceUpdate, { startWorkflowOperation, args: [request] });
  };
  const pay = async () => {
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await checkout.hear('invoice.closed', { invoiceId });
  };
  const refunds = async () => (await checkout.rows()).filter(([action]) => action === 'refund');
  return {
    ...checkout,
    id,
    invoiceId,
    giveBack,
    pay,
    refunds,
    returns: rig.temporal.client.workflow.getHandle(returnWorkflowId(id)),
  };
}

/** Every request that asked Apruve for a return of an invoice. */
export async function returnPosts(rig: Rig, invoiceId: string): Promise<unknown[]> {
  const { items } = await control<{ items: { method: string; path: string }[] }>(rig, 'GET', '/requests');
  return items.filter(({ method, path }) => method === 'POST' && path.endsWith(`/${invoiceId}/invoice_returns`));
}
