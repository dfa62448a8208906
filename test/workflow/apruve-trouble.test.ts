import { describe, expect, it, vi } from 'vitest';
import { authorizeUpdate, retryUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { authorizedCheckout, fault, openCheckout, readCheckout, readRows, sandboxState, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('when Apruve answers badly', () => {
  const rig = withRig();

  const handleOf = (id: string) => rig.temporal.client.workflow.getHandle(id);

  it('finds the invoice whose answer was lost, and makes no second', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, drop_response: true });
    const sent = await handleOf(id).executeUpdate(sendInvoiceUpdate, { args: [{ merchantInvoiceId: 'INV-1' }] });
    expect(sent).toMatchObject({ outcome: 'done', invoiceNumber: 'INV-1' });
    const { invoices, shipments } = await sandboxState(rig, apruveOrderId);
    expect(invoices).toHaveLength(1);
    expect(shipments).toHaveLength(1);
  });

  it('tells Temporal every two seconds of a slow call, so that one beat may come late', async () => {
    const { id } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, delay_ms: 7_000 });
    const sent = handleOf(id).executeUpdate(sendInvoiceUpdate, { args: [{}] });
    const beats = new Set<string>();
    const haveCome = async (): Promise<boolean> => {
      const { pendingActivities } = (await handleOf(id).describe()).raw;
      for (const { lastHeartbeatTime: at } of pendingActivities ?? []) if (at != null) beats.add(JSON.stringify(at));
      return beats.size >= 3;
    };
    await vi.waitUntil(haveCome, { timeout: 60_000, interval: 100 });
    await expect(sent).resolves.toMatchObject({ outcome: 'done' });
  });

  it('makes one invoice and one shipment when Apruve answers 503 three times to each', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: '/invoices', times: 3, status: 503 });
    await handleOf(id).executeUpdate(sendInvoiceUpdate, { args: [{}] });
    const { invoices, shipments } = await sandboxState(rig, apruveOrderId);
    expect(invoices).toHaveLength(1);
    expect(shipments).toHaveLength(1);
  });

  it('finds the invoice that was made behind an answer of 500', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1, status: 500, commit: 'before' });
    await handleOf(id).executeUpdate(sendInvoiceUpdate, { args: [{}] });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('shows a refusal in Apruve’s words, keeps its row, and frees the number', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const body = { errors: [{ title: 'Bea Buyer is over her limit', detail: 'Ask her to pay first' }] };
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, status: 400, body });
    const refused = handleOf(id).executeUpdate(sendInvoiceUpdate, { args: [{ merchantInvoiceId: 'INV-7' }] });
    await expect(refused).rejects.toMatchObject({
      cause: { type: 'refused-by-apruve', message: 'Bea Buyer is over her limit: Ask her to pay first' },
    });
    await handleOf(id).executeUpdate(sendInvoiceUpdate, { args: [{ merchantInvoiceId: 'INV-7' }] });
    const invoiceRows = (await readRows(rig, id)).filter(({ action }) => action === 'invoice');
    expect(invoiceRows.map(({ active, successful, response }) => [active, successful, response?.status])).toEqual([
      [false, false, 400],
      [true, true, 201],
    ]);
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('asks for attention on 401 and goes on after a retry by hand', async () => {
    const { id } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, status: 401 });
    const sent = await handleOf(id).executeUpdate(sendInvoiceUpdate, { args: [{}] });
    expect(sent.outcome).toBe('unresolved');
    expect((await readCheckout(rig, id)).attention?.code).toBe('apruve-auth');
    await expect(handleOf(id).executeUpdate(retryUpdate)).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
    expect((await readCheckout(rig, id)).attention).toBeNull();
  });

  it('ships an invoice later when only the shipment fails', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: '/shipments', times: 2, status: 500 });
    await handleOf(id).executeUpdate(sendInvoiceUpdate, { args: [{}] });
    const { invoices, shipments } = await sandboxState(rig, apruveOrderId);
    expect([invoices.length, shipments.length]).toEqual([1, 1]);
  });

  it('believes an order id only after Apruve has shown the order', async () => {
    const checkout = await openCheckout(rig);
    const other = await openCheckout(rig);
    const foreign = await useLightbox(rig, other.lightbox);
    const handle = handleOf(checkout.id);
    for (const apruveOrderId of [foreign, '00000000000000000000000000000000']) {
      const refused = handle.executeUpdate(authorizeUpdate, { args: [{ apruveOrderId }] });
      await expect(refused).rejects.toMatchObject({ cause: { type: 'authorization-mismatch' } });
    }
    const refusedRow = await readCheckout(rig, checkout.id);
    expect(refusedRow).toMatchObject({ status: 'awaiting_authorization', apruveOrderId: null });
    expect(refusedRow.attention?.code).toBe('authorization-mismatch');
    expect((await readRows(rig, checkout.id)).map(({ action, successful }) => [action, successful])).toEqual([
      ['purchase', false],
      ['authorization_mismatch', false],
      ['authorization_mismatch', false],
    ]);
    const own = await useLightbox(rig, checkout.lightbox);
    await handle.executeUpdate(authorizeUpdate, { args: [{ apruveOrderId: own }] });
    expect(await readCheckout(rig, checkout.id)).toMatchObject({ status: 'authorized', attention: null });
    const second = handle.executeUpdate(authorizeUpdate, { args: [{ apruveOrderId: foreign }] });
    await expect(second).rejects.toMatchObject({ cause: { type: 'already-authorized' } });
  });
});

describe('a request that may still land for a minute', () => {
  const rig = withRig({ POLICY_UNKNOWN_OUTCOME_WAIT: '1m' });

  it('is known at once where it has landed', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, drop_response: true });
    const sent = await rig.temporal.client.workflow.getHandle(id).executeUpdate(sendInvoiceUpdate, { args: [{}] });
    expect(sent).toMatchObject({ outcome: 'done', status: 'invoiced' });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });
});
