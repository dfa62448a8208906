import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cancelUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { authorizedCheckout, control, fault } from '../support/shop.ts';

describe('a cancel', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '1h' });
  });
  afterAll(() => rig.stop());

  it('that comes from Temporal and cannot be is shown to a person, and the checkout goes on', async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/fund`);
    await checkout.hear('invoice.funded', { invoiceId });
    await vi.waitUntil(async () => (await checkout.facts()).invoices[0]?.fundedAt !== null, { timeout: 10_000, interval: 50 });
    await checkout.handle.cancel();
    await vi.waitUntil(async () => (await checkout.row()).attention?.code === 'cancel-incomplete', {
      timeout: 10_000,
      interval: 50,
    });
    expect(await checkout.row()).toMatchObject({ status: 'invoiced' });
  });

  it('is not believed where Apruve answers 200 and shows an order that is not canceled', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    const { orders } = await control<{ orders: { id: string }[] }>(rig, 'GET', '/state');
    const body = orders.find((order) => order.id === apruveOrderId);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/cancel`, times: 1, status: 200, body });
    await checkout.ask(cancelUpdate, {});
    await checkout.reaches('canceled');
    const after = await control<{ orders: { id: string; status: string }[] }>(rig, 'GET', '/state');
    expect(after.orders.find((order) => order.id === apruveOrderId)).toMatchObject({ status: 'canceled' });
  });
});
