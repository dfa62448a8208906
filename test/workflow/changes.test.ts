import { describe, expect, it } from 'vitest';
import {
  cancelInvoiceUpdate,
  cancelUpdate,
  closeInvoiceUpdate,
  completeUpdate,
  issueInvoiceUpdate,
  sendInvoiceUpdate,
  updateInvoiceUpdate,
} from '../../workflows/contract/messages.ts';
import { processOf, refusal } from '../support/process.ts';
import { authorizedCheckout, control, fault, sandboxState } from '../support/shop.ts';
import { cancelSlowly } from '../support/slow-cancel.ts';
import { withRig } from '../support/with-rig.ts';

describe('changing what was sent', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '1h' });

  async function started() {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    const invoice = async (n = 0) => {
      const found = (await checkout.facts()).invoices[n];
      if (found === undefined) throw new Error(`no invoice ${n}`);
      return found;
    };
    return { ...checkout, invoice, atApruve: () => sandboxState(rig, apruveOrderId), apruveOrderId };
  }

  it('a draft is changed, issued and then shipped; only then it is invoiced', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 4_000, issueOnCreate: false });
    const { id: invoiceId } = await checkout.invoice();
    expect(await checkout.row()).toMatchObject({ status: 'authorized', paymentStatus: 'authorized' });
    await expect(checkout.ask(completeUpdate, {})).rejects.toMatchObject(refusal('draft-open'));
    await expect(checkout.ask(closeInvoiceUpdate, { invoiceId })).rejects.toMatchObject(refusal('invoice-not-issued'));
    await expect(checkout.ask(updateInvoiceUpdate, { invoiceId, amountCents: 12_651 })).rejects.toMatchObject(
      refusal('credit-exceeded'),
    );
    await checkout.ask(updateInvoiceUpdate, { invoiceId, amountCents: 12_650 });
    await checkout.ask(issueInvoiceUpdate, { invoiceId });
    expect(await checkout.invoice()).toMatchObject({ status: 'open', amountCents: 12_650, draft: false });
    await expect(checkout.ask(updateInvoiceUpdate, { invoiceId, amountCents: 1 })).rejects.toMatchObject(
      refusal('already-issued'),
    );
    await expect(checkout.ask(issueInvoiceUpdate, { invoiceId })).resolves.toMatchObject({ outcome: 'done' });
    expect(await checkout.rows()).toEqual([
      ['authorize', 11_500, true, true],
      ['invoice', 12_650, true, true],
      ['update', 12_650, false, true],
      ['issue', 12_650, false, true],
      ['shipment', 12_650, false, true],
    ]);
  });

  it('a canceled invoice frees its room, and is canceled once', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, {});
    const { id: invoiceId } = await checkout.invoice();
    await fault(rig, { method: 'POST', path: `/invoices/${invoiceId}/cancel`, times: 1, drop_response: true });
    await checkout.ask(cancelInvoiceUpdate, { invoiceId });
    await expect(checkout.ask(cancelInvoiceUpdate, { invoiceId })).resolves.toMatchObject({
      outcome: 'done',
      status: 'authorized',
    });
    await expect(checkout.ask(issueInvoiceUpdate, { invoiceId })).rejects.toMatchObject(refusal('already-canceled'));
    await checkout.ask(sendInvoiceUpdate, {});
    expect((await checkout.atApruve()).invoices.map(({ status }) => status)).toEqual(['canceled', 'open']);
    expect(await checkout.row()).toMatchObject({ status: 'invoiced', attention: null });
  });

  it('an invoice that is collected outside is closed at Apruve and captured', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, {});
    const { id: invoiceId } = await checkout.invoice();
    await expect(checkout.ask(closeInvoiceUpdate, { invoiceId })).resolves.toMatchObject({ status: 'paid' });
    expect(await checkout.row()).toMatchObject({ status: 'paid', paymentStatus: 'full' });
    expect((await checkout.rows()).slice(2)).toEqual([
      ['shipment', 11_500, false, true],
      ['close', 11_500, false, true],
      ['capture', 11_500, false, true],
    ]);
  });

  it('completing releases the rest; a part that was paid is paid', async () => {
    const checkout = await started();
    await expect(checkout.ask(completeUpdate, {})).rejects.toMatchObject(refusal('nothing-invoiced'));
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await checkout.ask(completeUpdate, {});
    await expect(checkout.ask(sendInvoiceUpdate, {})).rejects.toMatchObject(refusal('order-completed'));
    await expect(checkout.ask(completeUpdate, {})).resolves.toMatchObject({ outcome: 'done' });
    const { id: invoiceId } = await checkout.invoice();
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await checkout.hear('invoice.closed', { invoiceId });
    await checkout.reaches('paid');
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'partially' });
  });

  it('canceling the last invoice of a completed order cancels the order', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 1_000 });
    await checkout.ask(completeUpdate, {});
    await checkout.ask(cancelInvoiceUpdate, { invoiceId: (await checkout.invoice(0)).id });
    expect((await checkout.facts()).released).toBe(true);
    await checkout.ask(cancelInvoiceUpdate, { invoiceId: (await checkout.invoice(1)).id });
    await checkout.reaches('canceled');
    expect((await checkout.atApruve()).orders).toMatchObject([{ status: 'canceled' }]);
  });

  it('a checkout with drafts and open invoices is canceled in the right order', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 3_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 2_000, issueOnCreate: false });
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ outcome: 'done', status: 'canceled' });
    const { orders, invoices } = await checkout.atApruve();
    expect([orders, invoices].flat().map(({ status }) => status)).toEqual(['canceled', 'canceled', 'canceled']);
    expect((await checkout.rows()).slice(4)).toEqual([
      ['invoice_cancel', 2_000, false, true],
      ['invoice_cancel', 3_000, false, true],
      ['order_cancel', 11_500, false, true],
      ['cancel', 11_500, false, true],
    ]);
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'canceled' });
  });

  it('a cancel that got stuck half way is resumed by the retry', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 3_000 });
    await fault(rig, { method: 'POST', path: `/orders/${checkout.apruveOrderId}/cancel`, times: 1_000, status: 503 });
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ outcome: 'unresolved' });
    await expect(checkout.ask(sendInvoiceUpdate, {})).rejects.toMatchObject(refusal('order-canceled'));
    await control(rig, 'DELETE', '/faults');
    await expect(checkout.retry()).resolves.toMatchObject({ status: 'canceled' });
  });

  it('a cancel stops when an invoice is paid half way through it', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 2_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 3_000 });
    const [first, second] = (await checkout.facts()).invoices;
    const canceling = await cancelSlowly(rig, checkout, first?.id ?? '');
    await control(rig, 'POST', `/invoices/${second?.id}/pay`);
    await expect(canceling.answer).rejects.toMatchObject(refusal('invoice-paid'));
    expect(await checkout.row()).toMatchObject({ status: 'authorized', attention: { code: 'cancel-incomplete' } });
    expect((await checkout.atApruve()).orders).toMatchObject([{ status: 'accepted' }]);
    await expect(checkout.ask(completeUpdate, {})).resolves.toMatchObject({ status: 'paid' });
  });

  it('an invoice that Apruve cancels by itself is noticed and shown', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, {});
    const { id: invoiceId } = await checkout.invoice();
    await control(rig, 'POST', `/invoices/${invoiceId}/cancel`);
    await checkout.hear('invoice.canceled', { invoiceId });
    await checkout.reaches('authorized');
    expect(await checkout.row()).toMatchObject({ attention: { code: 'invoice-vanished' } });
  });

  it('an order that Apruve cancels takes its drafts along, and its open invoices go on', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 3_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 2_000, issueOnCreate: false });
    const { id: invoiceId } = await checkout.invoice();
    await control(rig, 'POST', `/orders/${checkout.apruveOrderId}/cancel`);
    await checkout.hear('order.canceled', { orderId: checkout.apruveOrderId });
    await expect(checkout.ask(sendInvoiceUpdate, {})).rejects.toMatchObject(refusal('order-canceled'));
    expect(await checkout.row()).toMatchObject({ status: 'invoiced', attention: { code: 'order-canceled' } });
    expect((await checkout.facts()).invoices.map(({ status }) => status)).toEqual(['open', 'canceled']);
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await checkout.hear('invoice.closed', { invoiceId });
    await checkout.reaches('paid');
  });
});
