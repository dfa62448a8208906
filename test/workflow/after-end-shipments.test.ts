import { describe, expect, it, vi } from 'vitest';
import {
  addShipmentUpdate,
  closeInvoiceUpdate,
  sendInvoiceUpdate,
  updateShipmentUpdate,
} from '../../workflows/contract/messages.ts';
import { returnWorkflowId } from '../../workflows/contract/returns.ts';
import { endedOf, paidCheckout } from '../support/after-end.ts';
import { decryptedText } from '../support/history.ts';
import { authorizedCheckout, control, fault } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('shipments after the end', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1s' });

  it('are made, changed, and changed again by another process', async () => {
    const checkout = await paidCheckout(rig);
    const { invoiceId } = checkout;
    const shipmentId = (await checkout.facts()).invoices[0]?.shipments[0]?.id ?? '';
    const track = (trackingNumber: string) =>
      checkout.askAfterEnd(updateShipmentUpdate, { invoiceId, shipmentId, shipper: 'UPS', trackingNumber });
    for (const number of ['1Z1', '1Z2']) {
      expect(await track(number)).toMatchObject({ kind: 'answered', answer: { outcome: 'done', status: 'paid' } });
      await checkout.rests();
    }
    const { shipments } = await control<{ shipments: { id: string; tracking_number: string }[] }>(rig, 'GET', '/state');
    expect(shipments.find(({ id }) => id === shipmentId)).toMatchObject({ tracking_number: '1Z2' });
    expect((await checkout.rows()).filter(([action]) => action === 'update')).toHaveLength(2);
    expect(await checkout.askAfterEnd(addShipmentUpdate, { invoiceId: 'nobody' })).toMatchObject({ code: 'not-found' });
  });

  it('are asked for with the version of the facts, not with the facts', async () => {
    const { id, invoiceId, askAfterEnd, facts, rests } = await paidCheckout(rig);
    const shipmentId = (await facts()).invoices[0]?.shipments[0]?.id ?? '';
    await askAfterEnd(updateShipmentUpdate, { invoiceId, shipmentId, shipper: 'UPS' });
    await rests();
    const { events } = await rig.temporal.client.workflow.getHandle(returnWorkflowId(id)).fetchHistory();
    const calls = (events ?? []).filter(({ activityTaskScheduledEventAttributes: call }) => call != null);
    const asked = await decryptedText({ events: calls }, rig.config.codec.keys);
    expect(asked).toContain('factsVersion');
    expect(asked).not.toContain('invoices');
  });

  it('that could not get through before it are made, and shown until then', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = endedOf(rig, id, apruveOrderId);
    await fault(rig, { method: 'POST', path: '/shipments', times: 1_000, status: 503 });
    await checkout.ask(sendInvoiceUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await checkout.ask(closeInvoiceUpdate, { invoiceId });
    await checkout.reaches('paid');
    await vi.waitUntil(async () => (await checkout.row()).attention?.code === 'apruve-unreachable', {
      timeout: 60_000,
      interval: 50,
    });
    await control(rig, 'DELETE', '/faults');
    await checkout.rests();
    expect(await checkout.shipmentsThere()).toBe(1);
    expect(await checkout.row()).toMatchObject({ status: 'paid', attention: null, facts: { unresolved: [], attentions: [] } });
    expect((await checkout.rows()).filter(([action]) => action === 'shipment')).toEqual([['shipment', 11_500, false, true]]);
  });
});
