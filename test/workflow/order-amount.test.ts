import { describe, expect, it } from 'vitest';
import {
  authorizeUpdate,
  completeUpdate,
  finalizeUpdate,
  sendInvoiceUpdate,
  updateOrderUpdate,
} from '../../workflows/contract/messages.ts';
import { processOf, refusal } from '../support/process.ts';
import { anOrder, askApruve, control, fault, openCheckout, sandboxState, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an order whose amount somebody changes at Apruve', () => {
  const rig = withRig();

  /** Adopted over $115.00 while it is `new`, then changed there. */
  async function changed(change: Record<string, unknown>) {
    const { id, lightbox } = await openCheckout(rig, anOrder({ finalize_on_create: false }));
    const orderId = await useLightbox(rig, lightbox);
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
    await askApruve(rig, 'PATCH', `/orders/${orderId}`, change);
    return { ...checkout, orderId };
  }

  const attention = (message: RegExp) => ({ attention: { code: 'order-changed', message: expect.stringMatching(message) } });

  it('upwards is shown with both amounts by its finalizing, and completed there before its checkout is paid', async () => {
    const checkout = await changed({ amount_cents: 20_000 });
    await expect(checkout.ask(finalizeUpdate, {})).resolves.toMatchObject({ status: 'authorized' });
    expect(await checkout.row()).toMatchObject({ amountCents: 11_500, ...attention(/\$200\.00.*\$115\.00/) });
    await expect(checkout.ask(sendInvoiceUpdate, { amountCents: 12_651 })).rejects.toMatchObject(refusal('credit-exceeded'));
    await checkout.ask(sendInvoiceUpdate, {});
    const [invoice] = (await checkout.facts()).invoices;
    expect(invoice?.amountCents).toBe(11_500);
    await control(rig, 'POST', `/invoices/${invoice?.id}/pay`);
    await checkout.hear('invoice.closed', { invoiceId: invoice?.id ?? '' });
    await checkout.reaches('paid');
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'full', attention: null });
    expect((await checkout.rows()).filter(([action]) => action === 'complete')).toEqual([['complete', 11_500, false, true]]);
  });

  it('upwards, unheard, is completed there as well where all that was invoiced comes back', async () => {
    const checkout = await changed({});
    await checkout.ask(finalizeUpdate, {});
    await checkout.ask(sendInvoiceUpdate, {});
    const [invoice] = (await checkout.facts()).invoices;
    await control(rig, 'POST', `/dashboard/orders/${checkout.orderId}`, { amount_cents: 20_000, silent: true });
    await control(rig, 'POST', `/dashboard/invoices/${invoice?.id}/returns`, { amount_cents: 11_500, silent: true });
    await checkout.hear('invoice.closed', { invoiceId: invoice?.id ?? '' });
    await checkout.reaches('canceled');
    expect((await checkout.rows()).filter(([action]) => action === 'complete')).toEqual([['complete', 11_500, false, true]]);
  });

  it('downwards lowers what can be invoiced, and is spent by that', async () => {
    const checkout = await changed({ amount_cents: 8_000 });
    await checkout.ask(finalizeUpdate, {});
    expect(await checkout.row()).toMatchObject(attention(/\$80\.00.*\$115\.00/));
    await expect(checkout.ask(sendInvoiceUpdate, { amountCents: 8_801 })).rejects.toMatchObject(refusal('credit-exceeded'));
    await checkout.ask(sendInvoiceUpdate, {});
    const [invoice] = (await checkout.facts()).invoices;
    expect(invoice?.amountCents).toBe(8_000);
    await control(rig, 'POST', `/invoices/${invoice?.id}/pay`);
    await checkout.hear('invoice.closed', { invoiceId: invoice?.id ?? '' });
    await checkout.reaches('paid');
    expect((await checkout.row()).paymentStatus).toBe('partially');
  });

  it('is heard of by an event, and is as agreed again after an update of ours', async () => {
    const checkout = await changed({ amount_cents: 20_000 });
    await checkout.hear('reconcile.order', { orderId: checkout.orderId });
    await expect.poll(checkout.row).toMatchObject(attention(/\$200\.00/));
    await checkout.ask(updateOrderUpdate, { amountCents: 12_000, shippingCents: 1_200 });
    expect(await checkout.row()).toMatchObject({ amountCents: 12_000, attention: null });
    expect((await sandboxState(rig, checkout.orderId)).orders).toMatchObject([{ amount_cents: 12_000 }]);
  });

  it('is not judged while an update of ours is in doubt', async () => {
    const checkout = await changed({});
    await fault(rig, { method: 'PATCH', path: `/orders/${checkout.orderId}`, times: 1_000, status: 401 });
    const update = checkout.ask(updateOrderUpdate, { amountCents: 12_000, shippingCents: 1_200 });
    await expect(update).resolves.toMatchObject({ outcome: 'unresolved' });
    await control(rig, 'DELETE', '/faults');
    await askApruve(rig, 'PATCH', `/orders/${checkout.orderId}`, { amount_cents: 12_000 });
    await checkout.hear('reconcile.order', { orderId: checkout.orderId });
    await expect.poll(async () => (await checkout.facts()).lookedUpAt).not.toBeNull();
    expect((await checkout.facts()).attentions.map(({ code }) => code)).toEqual(['apruve-auth']);
    await checkout.retry();
    expect(await checkout.row()).toMatchObject({ amountCents: 12_000, attention: null });
  });

  it('to another currency can be invoiced no more', async () => {
    const checkout = await changed({ currency: 'EUR' });
    await checkout.ask(finalizeUpdate, {});
    await expect(checkout.ask(sendInvoiceUpdate, {})).rejects.toMatchObject(refusal('order-changed'));
    await expect(checkout.ask(completeUpdate, {})).rejects.toMatchObject(refusal('nothing-invoiced'));
  });
});
