import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { authorizeUpdate, completeUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { anOrder, control, fault, invoiceAtApruve, openCheckout, sandboxState, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an order that Apruve has canceled before it was seen accepted', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.stop());

  it('had been accepted unseen where one of its invoices was issued: that one goes on', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ invoice_on_create: true }));
    const apruveOrderId = await useLightbox(rig, lightbox);
    await control(rig, 'POST', `/orders/${apruveOrderId}/cancel`);
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    expect(await checkout.row()).toMatchObject({ status: 'invoiced', attention: { code: 'order-canceled' } });
    const [invoice] = (await checkout.facts()).invoices;
    await control(rig, 'POST', `/invoices/${invoice?.id}/pay`);
    await checkout.hear('invoice.closed', { invoiceId: invoice?.id ?? '' });
    await checkout.reaches('paid');
  });

  it('is declined, and what waited for its acceptance is canceled with it', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const apruveOrderId = await useLightbox(rig, lightbox, 'pending');
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 500 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 600, issueOnCreate: false });
    await control(rig, 'POST', `/orders/${apruveOrderId}/cancel`);
    await checkout.hear('order.canceled', { orderId: apruveOrderId });
    await checkout.reaches('declined');
    expect((await checkout.facts()).invoices.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
    expect((await sandboxState(rig, apruveOrderId)).invoices.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  });

  it('is declined, and a waiting invoice of others is canceled with it', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const apruveOrderId = await useLightbox(rig, lightbox, 'pending');
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    await invoiceAtApruve(rig, apruveOrderId, 3_000);
    await control(rig, 'POST', `/orders/${apruveOrderId}/cancel`);
    await checkout.hear('order.canceled', { orderId: apruveOrderId });
    await checkout.reaches('declined');
    expect((await sandboxState(rig, apruveOrderId)).invoices).toMatchObject([{ status: 'canceled' }]);
  });

  it('shows an invoice that Apruve does not cancel with it', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const apruveOrderId = await useLightbox(rig, lightbox, 'pending');
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    const kept = await invoiceAtApruve(rig, apruveOrderId, 3_000);
    await invoiceAtApruve(rig, apruveOrderId, 2_000);
    await fault(rig, { method: 'POST', path: `/invoices/${kept}/cancel`, times: 1, status: 400 });
    await control(rig, 'POST', `/orders/${apruveOrderId}/cancel`);
    await checkout.hear('order.canceled', { orderId: apruveOrderId });
    const isShown = async () => (await checkout.row()).attention?.code === 'cancel-incomplete';
    await vi.waitUntil(isShown, { timeout: 60_000, interval: 50 });
    const isOtherCanceled = async () => (await sandboxState(rig, apruveOrderId)).invoices[1]?.status === 'canceled';
    await vi.waitUntil(isOtherCanceled, { timeout: 60_000, interval: 50 });
    expect(await checkout.row()).toMatchObject({ status: 'awaiting_approval' });
    await control(rig, 'POST', `/invoices/${kept}/cancel`);
    await checkout.hear('invoice.canceled', { invoiceId: kept });
    await checkout.reaches('declined');
  });
});

describe('an order that is read again', () => {
  const rig = withRig();

  it('shows the invoices that others made on it: they open with it, are shipped, and use its room', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const apruveOrderId = await useLightbox(rig, lightbox, 'pending');
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    await invoiceAtApruve(rig, apruveOrderId, 9_000);
    await control(rig, 'POST', `/orders/${apruveOrderId}/accept`);
    await checkout.hear('order.accepted', { orderId: apruveOrderId });
    await checkout.reaches('invoiced');
    await vi.waitUntil(async () => (await checkout.facts()).invoices[0]?.shipments.length === 1, {
      timeout: 60_000,
      interval: 50,
    });
    const details = [{ remaining_cents: 3_650 }];
    await expect(checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 })).rejects.toMatchObject({
      cause: { type: 'credit-exceeded', details },
    });
    await expect(checkout.ask(completeUpdate, {})).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
  });
});
