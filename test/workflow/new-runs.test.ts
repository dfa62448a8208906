import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it, vi } from 'vitest';
import { cancelUpdate, closeInvoiceUpdate, sendInvoiceSignal, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { FIND_ORPHANS_WORKFLOW_TYPE, findOrphansStart, releaseWorkflowId } from '../../workflows/contract/orphan.ts';
import { endedOf } from '../support/after-end.ts';
import { goOnInNewRun, withTwoBuilds } from '../support/new-runs.ts';
import { processOf, refusal } from '../support/process.ts';
import { invoicedCheckout } from '../support/returning.ts';
import { authorizedCheckout, control, fault, openCheckout, useLightbox } from '../support/shop.ts';

describe('a run that ends while the process goes on', () => {
  const rig = withTwoBuilds({ POLICY_STEP_BOUND: '3s', POLICY_STEP_RETRY: '1h' });

  /** An authorized checkout after two invoices, in its second run. */
  const secondRun = async () => {
    const opened = await authorizedCheckout(rig);
    const checkout = processOf(rig, opened.id);
    const asked = { merchantInvoiceId: 'INV-1', amountCents: 1_000, requestId: 'r-1' };
    const answer = await checkout.handle.executeUpdate(sendInvoiceUpdate, { args: [asked], updateId: 'update-1' });
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-2', amountCents: 1_000 });
    const first = await goOnInNewRun(rig, checkout.handle);
    return { ...opened, checkout, asked, answer, first };
  };

  it('is followed by a new one, in which all is known that was known', async () => {
    const { id, checkout, first } = await secondRun();
    const { status } = await rig.temporal.client.workflow.getHandle(id, first).describe();
    expect(status.name).toBe('CONTINUED_AS_NEW');
    expect(await checkout.facts()).toMatchObject({ invoices: [{ number: 'INV-1' }, { number: 'INV-2' }], attentions: [] });
    expect(await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-2', amountCents: 1_000 })).toMatchObject({
      created: false,
    });
    await expect(checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-2', amountCents: 900 })).rejects.toMatchObject(
      refusal('invoice-conflict'),
    );
    await checkout.ask(cancelUpdate, {});
    expect((await checkout.row()).status).toBe('canceled');
  });

  it('leaves the answer to an update that is sent once more under its id, also a refusal', async () => {
    const { checkout, asked, answer } = await secondRun();
    const again = { args: [asked] as [typeof asked], updateId: 'update-1' };
    expect(await checkout.handle.executeUpdate(sendInvoiceUpdate, again)).toEqual(answer);
    const tooMuch = { args: [{ amountCents: 999_999_999 }] as [{ amountCents: number }], updateId: 'update-2' };
    await expect(checkout.handle.executeUpdate(sendInvoiceUpdate, tooMuch)).rejects.toMatchObject(refusal('credit-exceeded'));
    for (const merchantInvoiceId of ['INV-3', 'INV-4'])
      await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId, amountCents: 500 });
    await goOnInNewRun(rig, checkout.handle);
    await expect(checkout.handle.executeUpdate(sendInvoiceUpdate, tooMuch)).rejects.toMatchObject(refusal('credit-exceeded'));
    expect((await checkout.facts()).invoices).toHaveLength(4);
  });

  it('does not do twice what was asked by signal, or told by an event', async () => {
    const { checkout, asked } = await secondRun();
    await checkout.handle.signal(sendInvoiceSignal, asked);
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-3', amountCents: 1_000 });
    expect((await checkout.facts()).invoices.map(({ number }) => number)).toEqual(['INV-1', 'INV-2', 'INV-3']);
  });

  it('leaves a stuck step to be done again, once', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1000, status: 503 });
    const stuck = await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-1', amountCents: 1_000 });
    expect(stuck).toMatchObject({ outcome: 'unresolved' });
    await checkout.retry();
    await goOnInNewRun(rig, checkout.handle);
    expect((await checkout.facts()).unresolved).toHaveLength(1);
    await control(rig, 'DELETE', '/faults');
    expect(await checkout.retry()).toMatchObject({ outcome: 'done' });
    expect(await checkout.facts()).toMatchObject({ unresolved: [], invoices: [{ number: 'INV-1' }] });
  });
});

describe('what runs beside a checkout and cannot get through', () => {
  const rig = withTwoBuilds({ POLICY_STEP_BOUND: '1s', POLICY_STEP_RETRY: '2s' });
  const allAnswer = () => control(rig, 'DELETE', '/faults');
  const dark = (method: string, path: string) => fault(rig, { method, path, times: 1_000, status: 503 });
  const isFollowed = async (handle: WorkflowHandle): Promise<void> => {
    const former = await goOnInNewRun(rig, handle);
    const { status } = await rig.temporal.client.workflow.getHandle(handle.workflowId, former).describe();
    expect(status.name).toBe('CONTINUED_AS_NEW');
  };

  it('goes to another build as returns, and makes them once each', async () => {
    const checkout = await invoicedCheckout(rig);
    await dark('POST', '/invoice_returns');
    for (const requestId of ['r-1', 'r-2'])
      await expect(checkout.giveBack(500, { requestId })).resolves.toEqual({ outcome: 'unresolved' });
    await isFollowed(checkout.returns);
    await expect(checkout.giveBack(500, { requestId: 'r-1' })).resolves.toEqual({ outcome: 'unresolved' });
    await allAnswer();
    await checkout.returns.result();
    expect(await checkout.refunds()).toEqual([
      ['refund', 500, false, true],
      ['refund', 500, false, true],
    ]);
  });

  it('goes to another build as a shipment of a checkout that has ended, and is made once', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = endedOf(rig, id, apruveOrderId);
    await dark('POST', '/shipments');
    await checkout.ask(sendInvoiceUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await checkout.ask(closeInvoiceUpdate, { invoiceId });
    await checkout.reaches('paid');
    await vi.waitUntil(async () => (await checkout.row()).attention?.code === 'apruve-unreachable', { timeout: 60_000 });
    await isFollowed(checkout.process);
    await allAnswer();
    await checkout.rests();
    expect(await checkout.shipmentsThere()).toBe(1);
    expect(await checkout.row()).toMatchObject({ status: 'paid', attention: null, facts: { unresolved: [] } });
  });

  it('goes to another build as a search for orphans and as the release of one, and frees the credit', async () => {
    const { client } = rig.temporal;
    const { taskQueue } = rig.config.temporal;
    const { id, lightbox, merchantOrderId } = await openCheckout(rig);
    await processOf(rig, id).ask(cancelUpdate, {});
    const orderId = await useLightbox(rig, lightbox);
    await dark('GET', '/orders');
    const search = { checkoutId: id, n: 7, channel: 'default', merchantOrderId };
    const searching = await client.workflow.start(FIND_ORPHANS_WORKFLOW_TYPE, { ...findOrphansStart(search), taskQueue });
    await isFollowed(searching);
    await allAnswer();
    await dark('POST', `/orders/${orderId}/cancel`);
    expect(await searching.result()).toEqual([orderId]);
    const releasing = client.workflow.getHandle(releaseWorkflowId(orderId));
    await isFollowed(releasing);
    await allAnswer();
    expect(await releasing.result()).toBe('released');
  });
});
