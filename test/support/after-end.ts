import { randomUUID } from 'node:crypto';
import type { UpdateDefinition } from '@temporalio/common';
import { vi } from 'vitest';
import { findEvents } from '../../activities/ledger/inbox.ts';
import { createWorkflowClient } from '../../worker/platform/workflow-client/client.ts';
import type { UpdateResult } from '../../worker/platform/workflow-client/execute-update.ts';
import { closeInvoiceUpdate, sendInvoiceUpdate, type Answer } from '../../workflows/contract/messages.ts';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { returnWorkflowId } from '../../workflows/contract/returns.ts';
import { processOf } from './process.ts';
import type { Rig } from './rig.ts';
import { authorizedCheckout, control, readCheckout, sandboxState } from './shop.ts';
import { insertEvents } from './tables.ts';

/** A checkout after its end, as a test drives it. */
export function endedOf(rig: Rig, id: string, orderId: string) {
  const { taskQueue } = rig.config.temporal;
  const client = createWorkflowClient(rig.temporal.client, taskQueue, { updateMs: 20_000, callMs: 5_000 });
  const checkout = processOf(rig, id);
  const process = rig.temporal.client.workflow.getHandle(returnWorkflowId(id));
  /** Puts a verified event into the inbox and passes it on, as the receiver does; answers its uuid. */
  const hear = async (event: string, invoiceId: string): Promise<string> => {
    const uuid = randomUUID();
    await insertEvents(rig.ledger.db, { uuid, channel: 'default', event, apruveInvoiceId: invoiceId, body: {} });
    await client.signalAfterEnd(await readCheckout(rig, id), { uuid, event, invoiceId });
    return uuid;
  };
  return {
    ...checkout,
    id,
    orderId,
    /** Waits until nothing is left to be done. */
    rests: () => process.result(),
    process,
    hear,
    outcomeOf: (uuid: string) =>
      vi.waitUntil(async () => (await findEvents(rig.ledger.db, uuid))[0]?.outcome, { timeout: 60_000, interval: 50 }),
    askAfterEnd: async <Request>(update: UpdateDefinition<Answer, [Request]>, request: Request): Promise<UpdateResult> =>
      client.updateAfterEnd(await readCheckout(rig, id), update, [request], randomUUID()),
    /** The invoices at Apruve, by their state there. */
    there: async () => (await sandboxState(rig, orderId)).invoices.map(({ status }) => status),
    shipmentsThere: async () => (await sandboxState(rig, orderId)).shipments.length,
    /** What a person is shown about invoices after the end. */
    shown: async () =>
      (await checkout.facts()).attentions.filter(({ code }) => code === 'invoice-after-end').map(({ message }) => message),
    captures: async () => (await checkout.rows()).filter(([action]) => action === 'capture'),
  };
}

/** A checkout that has been paid in full. */
export async function paidCheckout(rig: Rig) {
  const { id, apruveOrderId } = await authorizedCheckout(rig);
  const ended = endedOf(rig, id, apruveOrderId);
  await ended.ask(sendInvoiceUpdate, {});
  const invoiceId = (await ended.facts()).invoices[0]?.id ?? '';
  await ended.ask(closeInvoiceUpdate, { invoiceId });
  return { ...ended, invoiceId };
}

/** One reconciliation. */
export const reconcileOnce = (rig: Rig): Promise<ReconcileResult> =>
  rig.temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, {
    workflowId: `reconcile-${randomUUID()}`,
    taskQueue: rig.config.temporal.taskQueue,
  });

/** The other side pays, or does something else with an invoice. */
export const playInvoice = (rig: Rig, invoiceId: string, deed: string): Promise<unknown> =>
  control(rig, 'POST', `/invoices/${invoiceId}/${deed}`);
