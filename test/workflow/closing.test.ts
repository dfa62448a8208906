import { describe, expect, it } from 'vitest';
import { WorkflowUpdateStage } from '@temporalio/client';
import { findEvents } from '../../activities/ledger/inbox.ts';
import { insertEvents } from '../support/tables.ts';
import {
  apruveEventSignal,
  cancelInvoiceUpdate,
  completeUpdate,
  retryUpdate,
  sendInvoiceUpdate,
} from '../../workflows/contract/messages.ts';
import { returnWorkflowId } from '../../workflows/contract/returns.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, control, fault, readCheckout, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('the end of a checkout', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1s' }, { worker: false });

  it('answers an update and an event that come in the same task as the closing event, and ends', async () => {
    const worker = await rig.startWorker();
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const handle = rig.temporal.client.workflow.getHandle(id);
    await handle.executeUpdate(sendInvoiceUpdate, { args: [{}] });
    await worker.stop();

    const invoiceId = (await readCheckout(rig, id)).facts?.invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await insertEvents(rig.ledger.db, { uuid: `late-${id}`, channel: 'default', event: 'invoice.funded', body: {} });
    await handle.signal(apruveEventSignal, { uuid: `closed-${id}`, event: 'invoice.closed', orderId: apruveOrderId, invoiceId });
    const late = handle.startUpdate(sendInvoiceUpdate, {
      args: [{ amountCents: 1 }],
      waitForStage: WorkflowUpdateStage.ACCEPTED,
    });
    await handle.signal(apruveEventSignal, { uuid: `late-${id}`, event: 'invoice.funded', orderId: apruveOrderId, invoiceId });
    await rig.startWorker();

    const answered = late.then((update) => update.result());
    await expect(answered).rejects.toMatchObject({ cause: { type: 'checkout-finished' } });
    await expect(handle.result()).resolves.toMatchObject({ status: 'paid' });
    await rig.temporal.client.workflow.getHandle(returnWorkflowId(id)).result();
    expect(await findEvents(rig.ledger.db, `late-${id}`)).toMatchObject([{ outcome: 'late' }]);
  });

  it.each([
    ['a key that was refused, once an operator retries', 401],
    ['an Apruve that was down, by itself', 503],
  ])('comes for a completed order whose last invoice is canceled, in spite of %s', async (_, status) => {
    await rig.startWorker();
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await checkout.ask(completeUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    const times = status === 503 ? 3 : 1;
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/cancel`, times, status });
    await checkout.ask(cancelInvoiceUpdate, { invoiceId });
    if (status === 401) await rig.temporal.client.workflow.getHandle(id).executeUpdate(retryUpdate);
    await checkout.reaches('canceled');
    expect(await sandboxState(rig, apruveOrderId)).toMatchObject({ orders: [{ status: 'canceled' }] });
  });

  it('comes when Apruve cancels the last invoice of a completed order, whose credit is released again', async () => {
    await rig.startWorker();
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await checkout.ask(completeUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/cancel`);
    await checkout.hear('invoice.canceled', { invoiceId });
    await checkout.reaches('canceled');
    expect((await sandboxState(rig, apruveOrderId)).orders).toMatchObject([{ status: 'canceled' }]);
  });
});
