import { describe, expect, it } from 'vitest';
import {
  authorizeUpdate,
  cancelInvoiceUpdate,
  cancelUpdate,
  closeInvoiceUpdate,
  sendInvoiceUpdate,
} from '../../workflows/contract/messages.ts';
import { processOf, refusal } from '../support/process.ts';
import { askApruve, authorizedCheckout, control, fault, openCheckout, sandboxState, useLightbox } from '../support/shop.ts';
import { withReceiver, withRig } from '../support/with-rig.ts';

describe('a payment that is a part, or fails', () => {
  const receiver = withReceiver();
  const rig = withRig(() => ({ ...receiver.env, POLICY_APPROVAL_DEADLINE: '8s' }));

  const pay = (invoiceId: string, payment: Record<string, unknown>) =>
    control(rig, 'POST', `/invoices/${invoiceId}/payments`, { silent: true, ...payment });

  async function invoiced() {
    const { id, apruveOrderId: orderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    const read = () => checkout.hear('reconcile.invoice', { invoiceId });
    const shows = (what: object) => expect.poll(async () => (await checkout.facts()).invoices[0]).toMatchObject(what);
    return { ...checkout, id, orderId, invoiceId, read, shows };
  }

  it('is shown and leaves no row while it is a part, and is captured whole when the invoice closes', async () => {
    const checkout = await invoiced();
    await pay(checkout.invoiceId, { amount_cents: 4_000 });
    await checkout.read();
    await checkout.shows({ status: 'open', paidCents: 4_000, amountDueCents: 7_500, capturedAt: null });
    expect(await checkout.row()).toMatchObject({ status: 'invoiced', paymentStatus: 'invoiced' });
    expect((await checkout.rows()).map(([action]) => action)).not.toContain('capture');
    await pay(checkout.invoiceId, { silent: false });
    await checkout.hear('invoice.closed', { invoiceId: checkout.invoiceId });
    await checkout.reaches('paid');
    expect((await checkout.rows()).at(-1)).toEqual(['capture', 11_500, false, true]);
    expect((await checkout.facts()).invoices).toMatchObject([{ paidCents: 11_500, amountDueCents: 0 }]);
  });

  it('counts as money for a cancel, known or not', async () => {
    const checkout = await invoiced();
    await pay(checkout.invoiceId, { amount_cents: 1 });
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('invoice-paid'));
    await checkout.shows({ paidCents: 1, amountDueCents: 11_499 });
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('invoice-paid'));
    const { invoiceId } = checkout;
    await expect(checkout.ask(cancelInvoiceUpdate, { invoiceId })).rejects.toMatchObject(refusal('invoice-paid'));
    await checkout.ask(closeInvoiceUpdate, { invoiceId });
    expect(await checkout.row()).toMatchObject({ status: 'paid', paymentStatus: 'full' });
  });

  it('is shown and told once where it fails, and moves nothing', async () => {
    const checkout = await invoiced();
    await pay(checkout.invoiceId, { status: 'failed', failure_reason: 'Account closed' });
    await checkout.read();
    const failedPayment = { amountCents: 11_500, reason: 'Account closed' };
    await checkout.shows({ status: 'open', paidCents: 0, amountDueCents: 11_500, failedPayment });
    await checkout.read();
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ status: 'canceled' });
    const told = await receiver.of(checkout.id, (types) => types.includes('checkout.canceled'));
    expect(told.filter(({ type }) => type === 'invoice.payment_failed')).toMatchObject([
      { data: { invoices: [{ paid_cents: 0, failed_payment: { amount_cents: 11_500, reason: 'Account closed' } }] } },
    ]);
  });

  it('keeps the order where the approval did not come in time', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const orderId = await useLightbox(rig, lightbox, 'pending');
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    const pending = await askApruve(rig, 'GET', `/orders/${orderId}`);
    await control(rig, 'POST', `/orders/${orderId}/accept`, { silent: true });
    await pay((await checkout.facts()).invoices[0]?.id ?? '', { amount_cents: 1_000 });
    await fault(rig, { method: 'GET', path: `/orders/${orderId}`, times: 1, status: 200, body: pending });
    await expect.poll(checkout.row).toMatchObject({ attention: { code: 'cancel-incomplete' } });
    expect(await checkout.facts()).toMatchObject({ ending: null, end: null, invoices: [{ status: 'open', paidCents: 1_000 }] });
    expect(await sandboxState(rig, orderId)).toMatchObject({ orders: [{ status: 'accepted' }], invoices: [{ status: 'open' }] });
  });
});
