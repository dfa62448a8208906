import { describe, expect, it, vi } from 'vitest';
import {
  addShipmentUpdate,
  authorizeUpdate,
  cancelUpdate,
  completeUpdate,
  sendInvoiceUpdate,
} from '../../workflows/contract/messages.ts';
import { costOf } from '../support/history.ts';
import { processOf, refusal } from '../support/process.ts';
import { startRig } from '../support/rig.ts';
import { authorizedCheckout, control, fault, openCheckout, sandboxState, useLightbox } from '../support/shop.ts';
import { cancelSlowly } from '../support/slow-cancel.ts';
import { withRig } from '../support/with-rig.ts';

describe('on a hard day', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '1h', POLICY_APPROVAL_DEADLINE: '2s' });

  const begun = async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    return { ...processOf(rig, id), apruveOrderId, atApruve: () => sandboxState(rig, apruveOrderId) };
  };

  it('a refused shipment does not undo its invoice: it waits for a person', async () => {
    const checkout = await begun();
    await fault(rig, { method: 'POST', path: '/shipments', times: 1, status: 422, body: { errors: [{ title: 'No address' }] } });
    await expect(checkout.ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
    expect((await checkout.row()).attention).toMatchObject({
      code: 'refused-by-apruve',
      message: expect.stringContaining('No address'),
    });
    await expect(checkout.retry()).resolves.toMatchObject({ outcome: 'done' });
    const { invoices, shipments } = await checkout.atApruve();
    expect([invoices.length, shipments.length, (await checkout.row()).attention]).toEqual([1, 1, null]);
  });

  it('a deadline whose step gets nowhere does not turn the process into a mill', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const checkout = processOf(rig, id);
    const orderId = await useLightbox(rig, lightbox, 'pending');
    await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
    await fault(rig, { method: 'GET', path: `/orders/${orderId}`, times: 1_000, status: 401 });
    await vi.waitUntil(async () => (await checkout.row()).attention?.code === 'apruve-auth', { timeout: 60_000, interval: 50 });
    const before = costOf(await checkout.handle.fetchHistory()).events;
    await expect(checkout.retry()).resolves.toMatchObject({ outcome: 'unresolved' });
    expect(costOf(await checkout.handle.fetchHistory()).events - before).toBeLessThan(40);
    await control(rig, 'DELETE', '/faults');
    await checkout.retry();
    await checkout.reaches('expired');
  });

  it('a request that lands after our time-out is waited for, not doubled', async () => {
    const patient = await startRig({ POLICY_UNKNOWN_OUTCOME_WAIT: '3s' });
    try {
      const { id, apruveOrderId } = await authorizedCheckout(patient);
      const late = { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1, delay_ms: 10_000, commit: 'after' };
      await fault(patient, late);
      await expect(processOf(patient, id).ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'done' });
      expect((await sandboxState(patient, apruveOrderId)).invoices).toHaveLength(1);
    } finally {
      await patient.stop();
    }
  });

  it('a cancel does not overtake an invoice that may be there', async () => {
    const checkout = await begun();
    const path = `/orders/${checkout.apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, times: 1, drop_response: true });
    await fault(rig, { method: 'GET', path, times: 1_000, status: 503 });
    await expect(checkout.ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'unresolved' });
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('step-unresolved'));
    await control(rig, 'DELETE', '/faults');
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ status: 'canceled' });
    const { orders, invoices } = await checkout.atApruve();
    expect([...orders, ...invoices].map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  });

  it('a cancel reads first what the browser had brought', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const checkout = processOf(rig, id);
    const orderId = await useLightbox(rig, lightbox);
    await fault(rig, { method: 'GET', path: `/orders/${orderId}`, times: 1_000, status: 401 });
    await expect(checkout.ask(authorizeUpdate, { apruveOrderId: orderId })).resolves.toMatchObject({ outcome: 'unresolved' });
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('step-unresolved'));
    await control(rig, 'DELETE', '/faults');
    await expect(checkout.ask(cancelUpdate, { onlyUnauthorized: true })).rejects.toMatchObject(refusal('forbidden'));
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ status: 'canceled' });
    expect((await sandboxState(rig, orderId)).orders).toMatchObject([{ status: 'canceled' }]);
  });

  it('a cancel that Apruve refuses is taken back, and the checkout goes on', async () => {
    const checkout = await begun();
    const path = `/orders/${checkout.apruveOrderId}/cancel`;
    await fault(rig, { method: 'POST', path, times: 1, status: 409, body: { errors: [{ title: 'Not now' }] } });
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('refused-by-apruve'));
    expect(await checkout.row()).toMatchObject({ status: 'authorized', attention: { code: 'cancel-incomplete' } });
    await expect(checkout.ask(sendInvoiceUpdate, { amountCents: 100 })).resolves.toMatchObject({ outcome: 'done' });
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ status: 'canceled' });
  });

  it('a cancel that stops half way on a completed order leaves no credit held for what it has canceled', async () => {
    const checkout = await begun();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 4_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 6_000 });
    await checkout.ask(completeUpdate, {});
    const [first, second] = (await checkout.facts()).invoices;
    const canceling = await cancelSlowly(rig, checkout, first?.id ?? '');
    await control(rig, 'POST', `/invoices/${second?.id}/pay`);
    await expect(canceling.answer).rejects.toMatchObject(refusal('invoice-paid'));
    expect(await checkout.row()).toMatchObject({ status: 'paid', paymentStatus: 'partially', attention: null });
    const rows = await checkout.rows();
    expect(rows.filter(([action]) => action === 'complete')).toHaveLength(2);
  });

  it('one parcel serves two invoices', async () => {
    const checkout = await begun();
    const shipment = { merchantShipmentId: 'PARCEL-1' };
    await checkout.ask(sendInvoiceUpdate, { amountCents: 1_000, shipment });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 2_000, shipment });
    const [, second] = (await checkout.facts()).invoices;
    const further = { invoiceId: second?.id ?? '', merchantShipmentId: 'PARCEL-2' };
    await expect(checkout.ask(addShipmentUpdate, further)).rejects.toMatchObject(refusal('shipment-exceeded'));
    expect((await checkout.atApruve()).shipments).toHaveLength(2);
    expect(await checkout.row()).toMatchObject({ attention: null });
  });
});
