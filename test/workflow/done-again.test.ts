import { WorkflowUpdateStage } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf, refusal } from '../support/process.ts';
import { anOrder, authorizedCheckout, control, fault, openCheckout, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('what Apruve did not take, once it does', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '25s', POLICY_STEP_RETRY: '1h' });
  const allAnswer = () => control(rig, 'DELETE', '/faults');
  const fails = (method: string, path: string, status: number) => fault(rig, { method, path, times: 1_000, status });
  const isStuck = ({ row }: ReturnType<typeof processOf>, code: string) =>
    expect.poll(async () => (await row()).attention?.code).toBe(code);

  it('is the look-up of an order, which is adopted then', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const checkout = processOf(rig, id);
    const orderId = await useLightbox(rig, lightbox);
    await fails('GET', '/orders', 401);
    await checkout.hear('order.accepted', { orderId });
    await isStuck(checkout, 'apruve-auth');
    await allAnswer();
    await checkout.retry();
    await checkout.reaches('authorized');
    expect(await checkout.ask(sendInvoiceUpdate, { amountCents: 1_000 })).toMatchObject({ outcome: 'done' });
  });

  it('is the reading of an invoice, which is found paid then', async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await fails('GET', `/invoices/${invoiceId}`, 401);
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await checkout.hear('invoice.closed', { invoiceId });
    await isStuck(checkout, 'apruve-auth');
    await allAnswer();
    await checkout.retry();
    await checkout.reaches('paid');
    expect(await checkout.row()).toMatchObject({ attention: null, facts: { unresolved: [] } });
  });

  it('is the end of an expired checkout with a draft that could not be canceled', async () => {
    const expire_at = new Date(Date.now() + 5_000).toISOString();
    const { id } = await authorizedCheckout(rig, anOrder({ expire_at }));
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 1_000, issueOnCreate: false });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await fails('POST', `/invoices/${invoiceId}/cancel`, 422);
    await isStuck(checkout, 'cancel-incomplete');
    await allAnswer();
    await checkout.retry();
    await checkout.reaches('expired');
    expect(await checkout.row()).toMatchObject({ status: 'expired', facts: { unresolved: [] } });
  });

  it('was refused to one who was told to wait, and is shown as refused', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await fails('POST', `/orders/${apruveOrderId}/invoices`, 503);
    const slow = await checkout.handle.startUpdate(sendInvoiceUpdate, {
      args: [{ amountCents: 1_000 }],
      waitForStage: WorkflowUpdateStage.ACCEPTED,
    });
    const late = checkout.ask(sendInvoiceUpdate, { amountCents: 999_999_999 });
    late.catch(() => {});
    await expect(slow.result()).resolves.toMatchObject({ outcome: 'unresolved' });
    await expect(late).rejects.toMatchObject(refusal('credit-exceeded'));
    await allAnswer();
    await checkout.retry();
    expect(await checkout.rows()).toContainEqual(['invoice', 999_999_999, false, false]);
  });
});
