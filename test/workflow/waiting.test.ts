import { describe, expect, it, vi } from 'vitest';
import { authorizeUpdate, cancelUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import type { Rig } from '../support/rig.ts';
import { control, openCheckout, readCheckout, readRows, sandboxState, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

const rowFlags = async (rig: Rig, id: string) =>
  (await readRows(rig, id)).map(({ action, reference, active, successful }) => [action, reference, active, successful]);

describe('waiting for the buyer', () => {
  const rig = withRig({
    POLICY_LOST_RETURN_AFTER: '1s',
    POLICY_AUTHORIZATION_WINDOW: '2s',
    POLICY_APPROVAL_POLL: '500ms',
    POLICY_APPROVAL_DEADLINE: '4s',
  });

  const result = (id: string) => rig.temporal.client.workflow.getHandle(id).result();

  it('gives a checkout up when its window is over and nothing is found at Apruve', async () => {
    const { id } = await openCheckout(rig);
    await expect(result(id)).resolves.toMatchObject({ status: 'abandoned' });
    expect(await readCheckout(rig, id)).toMatchObject({ status: 'abandoned', paymentStatus: 'canceled' });
    expect(await rowFlags(rig, id)).toEqual([
      ['purchase', null, false, false],
      ['cancel', null, false, true],
    ]);
  });

  it('finds the order of a buyer who never came back', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const orderId = await useLightbox(rig, lightbox);
    await vi.waitUntil(async () => (await readCheckout(rig, id)).status === 'authorized', { timeout: 60_000, interval: 100 });
    expect(await readCheckout(rig, id)).toMatchObject({ apruveOrderId: orderId, paymentStatus: 'authorized' });
    await rig.temporal.client.workflow.getHandle(id).executeUpdate(cancelUpdate, { args: [{}] });
    await expect(result(id)).resolves.toMatchObject({ status: 'canceled' });
  });

  it('sees by polling that a pending order was accepted', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const orderId = await useLightbox(rig, lightbox, 'pending');
    const handle = rig.temporal.client.workflow.getHandle(id);
    const waiting = await handle.executeUpdate(authorizeUpdate, { args: [{ apruveOrderId: orderId }] });
    expect(waiting.status).toBe('awaiting_approval');
    expect(await rowFlags(rig, id)).toEqual([['purchase', null, true, false]]);
    await control(rig, 'POST', `/orders/${orderId}/accept`);
    await vi.waitUntil(async () => (await readCheckout(rig, id)).status === 'authorized', { timeout: 60_000, interval: 100 });
    await handle.executeUpdate(cancelUpdate, { args: [{}] });
  });

  it('cancels the order at Apruve when nobody approves it in time', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const orderId = await useLightbox(rig, lightbox, 'pending');
    await rig.temporal.client.workflow.getHandle(id).executeUpdate(authorizeUpdate, { args: [{ apruveOrderId: orderId }] });
    await expect(result(id)).resolves.toMatchObject({ status: 'expired' });
    expect((await sandboxState(rig, orderId)).orders).toMatchObject([{ status: 'canceled' }]);
  });

  it('takes a cancel request of Temporal’s own as the message cancel', async () => {
    const { id } = await openCheckout(rig);
    await rig.temporal.client.workflow.getHandle(id).cancel();
    await expect(result(id)).resolves.toMatchObject({ status: 'canceled' });
  });
});

describe('an event about the order that is waited for', () => {
  // With the waits of a deployment, from 15 minutes on: what happens within a test is the event's doing.
  const rig = withRig();

  it('has it looked up at once, before the buyer is back', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const orderId = await useLightbox(rig, lightbox);
    const checkout = processOf(rig, id);
    await checkout.hear('order.accepted', { orderId });
    await checkout.reaches('authorized');
    await checkout.ask(cancelUpdate, {});
    expect((await sandboxState(rig, orderId)).orders).toMatchObject([{ status: 'canceled' }]);
    expect(await rowFlags(rig, id)).toEqual([
      ['authorize', orderId, false, true],
      ['order_cancel', null, false, true],
      ['cancel', orderId, false, true],
    ]);
  });

  it('declines the checkout when the account holder says no', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const orderId = await useLightbox(rig, lightbox, 'pending');
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
    await control(rig, 'POST', `/orders/${orderId}/cancel`);
    await checkout.hear('order.canceled', { orderId });
    await checkout.reaches('declined');
    expect(await readCheckout(rig, id)).toMatchObject({ paymentStatus: 'declined' });
    expect(await rowFlags(rig, id)).toEqual([['purchase', null, false, false]]);
  });
});
