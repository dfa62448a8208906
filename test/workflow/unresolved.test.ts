import { closeInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { describe, expect, it, vi } from 'vitest';
import { apruveEventSignal, retryUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { costOf, eventsOfRing } from '../support/history.ts';
import { processOf } from '../support/process.ts';
import { startRig } from '../support/rig.ts';
import { authorizedCheckout, control, fault, readCheckout, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

describe('a step that cannot get through', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1h' });

  it('is answered as going on, shown, holds nothing up, and is done once by the retry', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const handle = rig.temporal.client.workflow.getHandle(id);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1000, status: 503 });

    const first = await handle.executeUpdate(sendInvoiceUpdate, { args: [{ amountCents: 11_500, merchantInvoiceId: 'A' }] });
    expect(first).toMatchObject({ outcome: 'unresolved', status: 'authorized', invoiceNumber: 'A' });
    const stuck = await readCheckout(rig, id);
    expect(stuck.attention).toMatchObject({ code: 'apruve-unreachable' });
    expect(stuck.facts?.unresolved).toMatchObject([{ step: 'invoice:A', reservedCents: 11_500 }]);

    // The mailbox goes on: an event is handled, a repeat gets the same answer, and the unresolved invoice keeps its room.
    await handle.signal(apruveEventSignal, { uuid: `u-${id}`, event: 'order.canceled', orderId: apruveOrderId });
    const again = await handle.executeUpdate(sendInvoiceUpdate, { args: [{ amountCents: 11_500, merchantInvoiceId: 'A' }] });
    expect(again).toMatchObject({ outcome: 'unresolved', created: false });
    expect((await readCheckout(rig, id)).facts?.lookedUpAt).not.toBe(stuck.facts?.lookedUpAt);
    const tooMuch = handle.executeUpdate(sendInvoiceUpdate, { args: [{ amountCents: 1_151, merchantInvoiceId: 'B' }] });
    await expect(tooMuch).rejects.toMatchObject({ cause: { type: 'credit-exceeded', details: [{ remaining_cents: 1_150 }] } });

    await control(rig, 'DELETE', '/faults');
    await expect(handle.executeUpdate(retryUpdate)).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
    const { invoices, shipments } = await sandboxState(rig, apruveOrderId);
    expect([invoices.length, shipments.length]).toEqual([1, 1]);
    expect(await readCheckout(rig, id)).toMatchObject({ status: 'invoiced', attention: null, facts: { unresolved: [] } });
  });

  it('is tried again by itself when its pause is over', async () => {
    const quick = await startRig({ POLICY_STEP_BOUND: '700ms', POLICY_STEP_RETRY: '500ms' });
    try {
      const { id, apruveOrderId } = await authorizedCheckout(quick);
      await fault(quick, { method: 'POST', path: '/shipments', times: 2, status: 503 });
      const handle = quick.temporal.client.workflow.getHandle(id);
      await expect(handle.executeUpdate(sendInvoiceUpdate, { args: [{}] })).resolves.toMatchObject({ status: 'invoiced' });
      const facts = async () => (await readCheckout(quick, id)).facts;
      await vi.waitUntil(async () => (await facts())?.invoices[0]?.shipments.length === 1, { timeout: 60_000, interval: 100 });
      expect((await sandboxState(quick, apruveOrderId)).shipments).toHaveLength(1);
      expect((await facts())?.unresolved).toEqual([]);
    } finally {
      await quick.stop();
    }
  });

  it('and waits for something else than before needs no more what it waited for first', async () => {
    const { id } = await authorizedCheckout(rig);
    const { ask, facts, retry } = processOf(rig, id);
    await ask(sendInvoiceUpdate, {});
    const invoiceId = (await facts()).invoices[0]?.id ?? '';
    const codes = async () => (await facts()).attentions.map(({ code }) => code);
    await control(rig, 'POST', `/invoices/${invoiceId}/fund`);
    await fault(rig, { method: 'POST', path: '/close', times: 1, status: 401 });
    await expect(ask(closeInvoiceUpdate, { invoiceId })).resolves.toMatchObject({ outcome: 'unresolved' });
    expect(await codes()).toEqual(['apruve-auth']);
    await fault(rig, { method: 'POST', path: '/close', times: 1000, status: 503 });
    await expect(retry()).resolves.toMatchObject({ outcome: 'unresolved' });
    expect(await codes()).toEqual(['apruve-unreachable']);
    await control(rig, 'DELETE', '/faults');
    await expect(retry()).resolves.toMatchObject({ outcome: 'done', status: 'paid' });
    expect(await readCheckout(rig, id)).toMatchObject({ attention: null, facts: { attentions: [] } });
  });

  it.skipIf(IN_SHORT_RUNS)(
    'waits with the others while Apruve does not answer: one is retried per pause, and none is forgotten',
    async () => {
      const quick = await startRig({ POLICY_STEP_BOUND: '700ms', POLICY_STEP_RETRY: '500ms' });
      try {
        const { id, apruveOrderId } = await authorizedCheckout(quick);
        await fault(quick, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1000, status: 503 });
        const { ask, facts, handle } = processOf(quick, id);
        for (const merchantInvoiceId of ['A', 'B', 'C']) await ask(sendInvoiceUpdate, { merchantInvoiceId, amountCents: 1_000 });
        expect((await facts()).unresolved.map(({ step }) => step).toSorted()).toEqual(['invoice:A', 'invoice:B', 'invoice:C']);
        const { rings } = costOf(await handle.fetchHistory());
        // Timer and activity, each with its workflow task: what was shown before is not written again.
        expect(await eventsOfRing(handle, rings)).toBeLessThanOrEqual(11);
        await control(quick, 'DELETE', '/faults');
        await vi.waitUntil(async () => (await facts()).invoices.length === 3, { timeout: 60_000, interval: 100 });
        expect(await facts()).toMatchObject({ unresolved: [], attentions: [] });
      } finally {
        await quick.stop();
      }
    },
  );
});
