import { describe, expect, it, vi } from 'vitest';
import { cancelInvoiceUpdate, cancelUpdate, completeUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, control, fault } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('a cancel', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '1h' });

  it('that comes from Temporal and cannot be is shown to a person, and the checkout goes on', async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/fund`);
    await checkout.hear('invoice.funded', { invoiceId });
    await vi.waitUntil(async () => (await checkout.facts()).invoices[0]?.fundedAt !== null, { timeout: 60_000, interval: 50 });
    await checkout.handle.cancel();
    await vi.waitUntil(async () => (await checkout.row()).attention?.code === 'cancel-incomplete', {
      timeout: 60_000,
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

  it('that is half done is not completed by an event: the rest of it is kept', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 4_000 });
    const invoiceId = (await checkout.facts()).invoices[1]?.id ?? '';
    await fault(rig, { method: 'POST', path: `/invoices/${invoiceId}/cancel`, times: 100, status: 503 });
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ outcome: 'unresolved' });
    await control(rig, 'POST', `/invoices/${invoiceId}/fund`);
    await checkout.hear('invoice.funded', { orderId: apruveOrderId, invoiceId });
    await vi.waitUntil(async () => (await checkout.facts()).invoices[1]?.fundedAt !== null, { timeout: 60_000, interval: 50 });
    await control(rig, 'DELETE', '/faults');
    await checkout.retry();
    expect(await checkout.facts()).toMatchObject({ completedAt: null, ending: null });
    expect(await checkout.row()).toMatchObject({ attention: { code: 'cancel-incomplete' } });
    await expect(checkout.ask(sendInvoiceUpdate, { amountCents: 1_000 })).resolves.toMatchObject({ outcome: 'done' });
  });

  it('that is refused, and whose look behind that fails, is looked at again at once: nothing is under way', async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 4_000 });
    const invoiceId = (await checkout.facts()).invoices[1]?.id ?? '';
    await fault(rig, { method: 'POST', path: `/invoices/${invoiceId}/cancel`, times: 1, status: 400 });
    await fault(rig, { method: 'GET', path: `/invoices/${invoiceId}`, times: 1, status: 401 });
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ outcome: 'unresolved' });
    await expect(checkout.retry()).resolves.toMatchObject({ outcome: 'done', status: 'canceled' });
    expect(await checkout.facts()).toMatchObject({ invoices: [{ status: 'canceled' }, { status: 'canceled' }], unresolved: [] });
  });

  it('of an invoice stands although its room cannot be released: that waits for a person', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 4_000 });
    await checkout.ask(completeUpdate, {});
    const body = { errors: [{ title: 'Not today' }] };
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/complete`, times: 1, status: 400, body });
    const invoiceId = (await checkout.facts()).invoices[1]?.id ?? '';
    await checkout.ask(cancelInvoiceUpdate, { invoiceId });
    expect(await checkout.facts()).toMatchObject({ invoices: [{ status: 'open' }, { status: 'canceled' }], released: false });
    expect(await checkout.row()).toMatchObject({ attention: { code: 'refused-by-apruve' } });
    await checkout.retry();
    expect(await checkout.facts()).toMatchObject({ released: true, unresolved: [], attentions: [] });
  });

  it('and a complete that Apruve does not answer are one step, however often they are asked for', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/complete`, times: 100, status: 503 });
    for (let n = 0; n < 2; n += 1) await checkout.ask(completeUpdate, {});
    expect((await checkout.facts()).unresolved.map(({ step }) => step)).toEqual(['complete:1']);
    await control(rig, 'DELETE', '/faults');
    await checkout.retry();
    expect((await checkout.rows()).filter(([action]) => action === 'complete')).toHaveLength(1);
  });
});
