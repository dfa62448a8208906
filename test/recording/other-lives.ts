import { WithStartWorkflowOperation } from '@temporalio/client';
import { cancelUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { CHECK_CHANNEL_WORKFLOW_TYPE, checkChannelStart } from '../../workflows/contract/channel-check.ts';
import { READ_CREDIT_WORKFLOW_TYPE, readCreditStart } from '../../workflows/contract/credit.ts';
import { RELEASE_WORKFLOW_TYPE, releaseWorkflowId } from '../../workflows/contract/orphan.ts';
import { RECONCILE_WORKFLOW_TYPE } from '../../workflows/contract/reconcile.ts';
import { RETURN_WORKFLOW_TYPE, returnInvoiceUpdate, returnWorkflowId } from '../../workflows/contract/returns.ts';
import { BUYER } from '../sandbox/seeds.ts';
import { processOf } from '../support/process.ts';
import type { Rig } from '../support/rig.ts';
import { anOrder, authorizedCheckout, control, fault, openCheckout, useLightbox } from '../support/shop.ts';
import type { Lives } from './lives.ts';

const OFFLINE = { corporateAccountId: null, actor: 'recorded' };

/** Offline checkouts, and the lives of the workflows beside the checkout's. */
export const OTHER_LIVES: Lives = {
  'checkout-offline-waiting': async (rig) => (await openCheckout(rig, anOrder(), OFFLINE)).id,
  'checkout-offline-accepted': async (rig) => {
    const { id, apruveOrderId } = await openCheckout(rig, anOrder(), OFFLINE);
    const checkout = processOf(rig, id);
    await control(rig, 'POST', `/orders/${apruveOrderId}/accept`);
    await checkout.hear('order.accepted', { orderId: apruveOrderId ?? '' });
    await checkout.reaches('authorized');
    await checkout.ask(sendInvoiceUpdate, {});
    return id;
  },
  'returns-made': async (rig) => {
    const id = await returned(rig, 2_000);
    await rig.temporal.client.workflow.getHandle(id).result();
    return id;
  },
  'returns-stuck': async (rig) => {
    await fault(rig, { method: 'POST', path: '/invoice_returns', times: 1_000, status: 503 });
    const id = await returned(rig, 3_000);
    await control(rig, 'DELETE', '/faults');
    return id;
  },
  'release-of-an-order': async (rig) => {
    const { id, lightbox } = await openCheckout(rig);
    await processOf(rig, id).ask(cancelUpdate, {});
    const orderId = await useLightbox(rig, lightbox);
    const workflowId = releaseWorkflowId(orderId);
    const orphan = { channel: 'default', orderId };
    await rig.temporal.client.workflow.execute(RELEASE_WORKFLOW_TYPE, {
      workflowId,
      taskQueue: rig.config.temporal.taskQueue,
      args: [orphan],
    });
    return workflowId;
  },
  'check-of-a-channel': async (rig) => {
    const { workflowId, args } = checkChannelStart('default');
    const { taskQueue } = rig.config.temporal;
    await rig.temporal.client.workflow.execute(CHECK_CHANNEL_WORKFLOW_TYPE, { workflowId, args, taskQueue });
    return workflowId;
  },
  'credit-of-a-buyer': async (rig) => {
    const { workflowId, args } = readCreditStart({ channel: 'default', email: BUYER }, 'recorded');
    const { taskQueue } = rig.config.temporal;
    await rig.temporal.client.workflow.execute(READ_CREDIT_WORKFLOW_TYPE, { workflowId, args, taskQueue });
    return workflowId;
  },
  reconciliation: async (rig) => {
    const workflowId = 'reconcile-recorded';
    const { taskQueue } = rig.config.temporal;
    await rig.temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, { workflowId, taskQueue });
    return workflowId;
  },
};

/** Returns a part of an invoice; answers the id of the process that does. */
async function returned(rig: Rig, amountCents: number): Promise<string> {
  const { id } = await authorizedCheckout(rig);
  const checkout = processOf(rig, id);
  await checkout.ask(sendInvoiceUpdate, {});
  const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
  const { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } = rig.config.policy;
  const startWorkflowOperation = new WithStartWorkflowOperation(RETURN_WORKFLOW_TYPE, {
    workflowId: returnWorkflowId(id),
    args: [{ checkoutId: id, policy: { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } }],
    taskQueue: rig.config.temporal.taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const request = { requestId: `return-${id}`, invoiceId, amountCents, reason: 'DAMAGED' };
  await rig.temporal.client.workflow.executeUpdateWithStart(returnInvoiceUpdate, { startWorkflowOperation, args: [request] });
  return returnWorkflowId(id);
}
