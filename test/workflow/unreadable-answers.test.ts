import { describe, expect, it, vi } from 'vitest';
import { authorizeUpdate, completeUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { invoicedCheckout } from '../support/returning.ts';
import {
  authorizedCheckout,
  control,
  fault,
  openCheckout,
  readCheckout,
  readRows,
  sandboxState,
  useLightbox,
} from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an answer of Apruve that cannot be read', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1h' });

  it('is a refusal where it refuses, and is sent once', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, status: 400, body: 'Invoice refused\u0000' });
    const sent = processOf(rig, id).ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' });
    await expect(sent).rejects.toMatchObject({ cause: { type: 'refused-by-apruve', message: 'Invoice refused' } });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toEqual([]);
  });

  it('is done where a look-up finds what it did', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const path = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, status: 201, body: '<html>', commit: 'before' });
    await expect(processOf(rig, id).ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'done' });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
    expect(await readCheckout(rig, id)).toMatchObject({ status: 'invoiced', attention: null });
  });

  it('to a return is looked up, and the return is not made again', async () => {
    const checkout = await invoicedCheckout(rig);
    await fault(rig, { method: 'POST', path: '/invoice_returns', status: 201, body: {}, commit: 'before' });
    await expect(checkout.giveBack(1_000)).resolves.toMatchObject({ outcome: 'done' });
    const { returns } = await control<{ returns: { invoice_id: string }[] }>(rig, 'GET', '/state');
    expect(returns.filter(({ invoice_id }) => invoice_id === checkout.invoiceId)).toHaveLength(1);
  });

  it('is not told as silence: the row keeps it, a sentence says what came, and nothing is lost', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const { ask, retry } = processOf(rig, id);
    const path = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, status: 201, body: { id: 7 }, times: 1_000 });
    await expect(ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' })).resolves.toMatchObject({ outcome: 'unresolved' });
    const { attention } = await readCheckout(rig, id);
    expect(attention).toMatchObject({
      code: 'apruve-unreadable',
      message: expect.stringMatching(/^Apruve answered 201 in a shape that cannot be read \(id: .* \(invoice:A\)\./),
    });
    const row = async () => (await readRows(rig, id)).find(({ step }) => step === 'invoice:A');
    expect(await row()).toMatchObject({ successful: false, response: { status: 201, body: { id: 7 } } });
    await control(rig, 'DELETE', '/faults');
    await expect(retry()).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
    expect(await row()).toMatchObject({ successful: true, response: { status: 201, body: { order_id: apruveOrderId } } });
    expect(await readCheckout(rig, id)).toMatchObject({ attention: null });
  });

  it('is kept while a later try finds Apruve closed', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const { ask, retry } = processOf(rig, id);
    const path = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, status: 201, body: {} });
    await fault(rig, { method: 'POST', path, status: 429, times: 1_000 });
    await expect(ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' })).resolves.toMatchObject({ outcome: 'unresolved' });
    await control(rig, 'DELETE', '/faults');
    await expect(retry()).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
  });
});

describe('a status that Apruve has a new word for', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1h' });
  const unreadable = (word: string) => ({ code: 'apruve-unreadable', message: expect.stringContaining(word) });

  /** The sandbox does the work, and its next answer to such a request shows another status. */
  const answerAs = async (method: string, path: string, status: string, entity = path) => {
    const real = await fetch(`${rig.sandbox.url}/api/v4${entity}`, {
      headers: { 'apruve-api-key': rig.env['APRUVE_API_KEY'] ?? '' },
    });
    const body = { ...((await real.json()) as object), status };
    await fault(rig, { method, path, status: 200, body, commit: 'before' });
  };

  it('does not undo a completion, which ends with the last payment', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const { ask, facts, hear, reaches } = processOf(rig, id);
    await ask(sendInvoiceUpdate, { amountCents: 5_000 });
    const invoiceId = (await facts()).invoices[0]?.id ?? '';
    await answerAs('POST', `/orders/${apruveOrderId}/complete`, 'completed', `/orders/${apruveOrderId}`);
    await expect(ask(completeUpdate, {})).resolves.toMatchObject({ outcome: 'done' });
    expect(await readCheckout(rig, id)).toMatchObject({ attention: unreadable('completed'), facts: { unresolved: [] } });
    const row = (await readRows(rig, id)).find(({ action }) => action === 'complete');
    expect(row?.response).toMatchObject({ status: 200, body: { status: 'completed' } });
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await hear('invoice.closed', { invoiceId });
    await reaches('paid');
    expect(await readCheckout(rig, id)).toMatchObject({ attention: null, facts: { attentions: [] } });
  });

  it('leaves an invoice in the state that was known, until a word is known again', async () => {
    const { id } = await authorizedCheckout(rig);
    const { ask, facts, hear } = processOf(rig, id);
    await ask(sendInvoiceUpdate, {});
    const invoiceId = (await facts()).invoices[0]?.id ?? '';
    await answerAs('GET', `/invoices/${invoiceId}`, 'overdue');
    await hear('reconcile.invoice', { invoiceId });
    const shows = (code: string | null) =>
      vi.waitUntil(async () => ((await readCheckout(rig, id)).attention?.code ?? null) === code, {
        timeout: 60_000,
        interval: 50,
      });
    await shows('apruve-unreadable');
    expect(await readCheckout(rig, id)).toMatchObject({ status: 'invoiced', attention: unreadable('overdue') });
    await hear('reconcile.invoice', { invoiceId });
    await shows(null);
    expect((await facts()).invoices[0]?.status).toBe('open');
  });

  it('lets an order be adopted that fits, and waits for its approval', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const apruveOrderId = await useLightbox(rig, lightbox);
    await answerAs('GET', `/orders/${apruveOrderId}`, 'in_review');
    await expect(processOf(rig, id).ask(authorizeUpdate, { apruveOrderId })).resolves.toMatchObject({
      status: 'awaiting_approval',
    });
    expect(await readCheckout(rig, id)).toMatchObject({ apruveOrderId, attention: unreadable('in_review') });
    await processOf(rig, id).hear('order.accepted', { orderId: apruveOrderId });
    await processOf(rig, id).reaches('authorized');
    expect(await readCheckout(rig, id)).toMatchObject({ attention: null });
  });
});
