import { WorkflowUpdateStage } from '@temporalio/client';
import { describe, expect, it, vi } from 'vitest';
import { listNotifications } from '../../activities/ledger/outbox.ts';
import { cancelInvoiceUpdate, cancelUpdate, issueInvoiceUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { credit } from '../../workflows/rules/credit.ts';
import { processOf, refusal } from '../support/process.ts';
import { invoicedCheckout, returnPosts } from '../support/returning.ts';
import { authorizedCheckout, control, fault, readRows, requestArrives, sandboxState } from '../support/shop.ts';
import { withReceiver, withRig } from '../support/with-rig.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

describe('returns', () => {
  const receiver = withReceiver();
  const rig = withRig(() => ({ ...receiver.env, POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '500ms' }));

  const invoiced = (amountCents?: number) => invoicedCheckout(rig, amountCents);
  const atApruve = async (invoiceId: string) => {
    const { returns } = await control<{ returns: { invoice_id: string }[] }>(rig, 'GET', '/state');
    return returns.filter((made) => made.invoice_id === invoiceId);
  };

  it('are refunds of the capture, in parts, also after the end, and never above the invoice', async () => {
    const checkout = await invoiced();
    await checkout.pay();
    await checkout.reaches('paid');
    await checkout.giveBack(4_000);
    expect(await checkout.row()).toMatchObject({ status: 'paid', paymentStatus: 'refunded_partially' });
    await expect(checkout.giveBack(7_501)).rejects.toMatchObject({
      cause: { type: 'return-exceeded', details: [{ remaining_cents: 7_500 }] },
    });
    await checkout.giveBack(7_500);
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'refunded' });
    const rows = await readRows(rig, checkout.id);
    const capture = rows.find(({ action }) => action === 'capture');
    expect(rows.filter(({ action }) => action === 'refund').map(({ sourceId }) => sourceId)).toEqual([capture?.id, capture?.id]);
  });

  it('wait until a payment that was not heard of is recorded, so that it stays a payment', async () => {
    const checkout = await invoiced();
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/fund`);
    await checkout.giveBack(11_500);
    await checkout.reaches('paid');
    expect((await checkout.rows()).filter(([action]) => action === 'capture')).toEqual([['capture', 11_500, false, true]]);
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'refunded' });
  });

  it('wait for the checkout again where the invoice has moved on since it looked', async () => {
    const checkout = await invoiced();
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/fund`);
    await fault(rig, { method: 'POST', path: '/invoice_returns', times: 1, status: 500 });
    const returned = checkout.giveBack(11_500, {}, { stepBoundMs: 15_000 });
    await requestArrives(rig, `/${checkout.invoiceId}/invoice_returns`);
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/pay`);
    await expect(returned).resolves.toMatchObject({ outcome: 'done' });
    await checkout.reaches('paid');
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'refunded' });
  });

  it('whose answer was lost do not wait for what they did themselves', async () => {
    const checkout = await invoiced();
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/fund`);
    await fault(rig, { method: 'POST', path: '/invoice_returns', times: 1, status: 500, commit: 'before' });
    await expect(checkout.giveBack(11_500, {}, { stepBoundMs: 15_000 })).resolves.toMatchObject({ outcome: 'done' });
    await checkout.reaches('paid');
    expect((await checkout.rows()).filter(([action]) => action === 'capture')).toEqual([['capture', 11_500, false, true]]);
    expect(await atApruve(checkout.invoiceId)).toHaveLength(1);
  });

  it('are made once: for the same request, and when the answer was lost', async () => {
    const checkout = await invoiced();
    const request = { requestId: 'r-1' };
    await fault(rig, { method: 'POST', path: '/invoice_returns', times: 1, drop_response: true });
    const first = await checkout.giveBack(500, request);
    await expect(checkout.giveBack(500, request)).resolves.toEqual(first);
    expect(await atApruve(checkout.invoiceId)).toHaveLength(1);
    expect(await checkout.refunds()).toEqual([['refund', 500, false, true]]);
  });

  it('that cannot get through are made later, once', async () => {
    const checkout = await invoiced();
    await fault(rig, { method: 'POST', path: '/invoice_returns', times: 3, status: 503 });
    await expect(checkout.giveBack(500)).resolves.toMatchObject({ outcome: expect.stringMatching(/done|unresolved/) });
    await vi.waitUntil(async () => (await checkout.refunds())[0]?.[3] === true, { timeout: 60_000, interval: 100 });
    expect(await atApruve(checkout.invoiceId)).toHaveLength(1);
  });

  it('of a whole unpaid invoice settle it: no capture, and the checkout ends without money', async () => {
    const checkout = await invoiced();
    await checkout.giveBack(11_500);
    await checkout.reaches('canceled');
    expect((await checkout.rows()).map(([action]) => action)).toEqual(['authorize', 'invoice', 'shipment', 'refund', 'cancel']);
  });

  it('are refused where nothing was issued, or it is canceled', async () => {
    const checkout = await invoiced(1_000);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 500, issueOnCreate: false });
    const draft = (await checkout.facts()).invoices[1]?.id ?? '';
    await expect(checkout.giveBack(1, { invoiceId: draft })).rejects.toMatchObject(refusal('invoice-not-issued'));
    await checkout.ask(cancelInvoiceUpdate, { invoiceId: checkout.invoiceId });
    await expect(checkout.giveBack(1)).rejects.toMatchObject(refusal('already-canceled'));
    await expect(checkout.giveBack(1, { invoiceId: 'nobody' })).rejects.toMatchObject(refusal('not-found'));
  });

  it('that somebody recorded in Apruve’s dashboard are taken in', async () => {
    const checkout = await invoiced();
    const { apiKey } = rig.sandbox.merchants.default;
    await fetch(`${rig.sandbox.url}/api/v4/invoices/${checkout.invoiceId}/invoice_returns`, {
      method: 'POST',
      headers: { 'apruve-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ amount_cents: 1_500, reason: 'OTHER' }),
    });
    await expect(checkout.giveBack(10_001)).rejects.toMatchObject(refusal('return-exceeded'));
    await checkout.pay();
    await checkout.reaches('paid');
    expect(await checkout.refunds()).toEqual([['refund', 1_500, false, true]]);
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'refunded_partially' });
  });

  it('that somebody made of all of a draft, which they had issued, are found by its issue: nothing is paid', async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 11_500, issueOnCreate: false });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await control(rig, 'POST', `/dashboard/invoices/${invoiceId}/issue`, { silent: true });
    await control(rig, 'POST', `/dashboard/invoices/${invoiceId}/returns`, { amount_cents: 11_500, silent: true });
    await checkout.ask(issueInvoiceUpdate, { invoiceId });
    await checkout.reaches('canceled');
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'canceled' });
    expect((await checkout.rows()).map(([action]) => action)).toContain('refund');
  });

  it('that somebody made of an invoice, unheard, free no room when it is canceled here', async () => {
    const checkout = await invoiced(1_000);
    const dashboard = `/dashboard/invoices/${checkout.invoiceId}/returns`;
    await control(rig, 'POST', dashboard, { amount_cents: 400, silent: true });
    await checkout.ask(cancelInvoiceUpdate, { invoiceId: checkout.invoiceId });
    expect(credit(await checkout.facts())).toMatchObject({ invoiced_cents: 400, remaining_cents: 12_250 });
    expect(await checkout.refunds()).toEqual([['refund', 400, false, true]]);
  });

  it('in doubt on one invoice take no room on another', async () => {
    const checkout = await invoiced(5_000);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    const other = (await checkout.facts()).invoices[1]?.id ?? '';
    await fault(rig, { method: 'POST', path: `/invoices/${checkout.invoiceId}/invoice_returns`, times: 100, status: 503 });
    await expect(checkout.giveBack(3_000)).resolves.toEqual({ outcome: 'unresolved' });
    await expect(checkout.giveBack(5_000, { invoiceId: other })).resolves.toMatchObject({ outcome: 'done' });
    await expect(checkout.giveBack(3_000)).rejects.toMatchObject({ cause: { details: [{ remaining_cents: 2_000 }] } });
  });

  it('that Apruve answers with 404 are refused, once', async () => {
    const checkout = await invoiced();
    await fault(rig, { method: 'POST', path: '/invoice_returns', times: 100, status: 404 });
    await expect(checkout.giveBack(500)).rejects.toMatchObject(refusal('refused-by-apruve'));
    expect(await returnPosts(rig, checkout.invoiceId)).toHaveLength(1);
    await checkout.returns.result();
  });

  it.skipIf(IN_SHORT_RUNS)('wait for a busy checkout with one message, however often they try', async () => {
    const checkout = await invoiced(1_000);
    const orderId = (await checkout.facts()).order?.id ?? '';
    await fault(rig, { method: 'POST', path: `/orders/${orderId}/invoices`, times: 1, delay_ms: 5_000 });
    const busy = await checkout.handle.startUpdate(sendInvoiceUpdate, {
      args: [{ amountCents: 1_000 }],
      waitForStage: WorkflowUpdateStage.ACCEPTED,
    });
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/fund`);
    await checkout.giveBack(500, {}, { stepBoundMs: 30_000 });
    await busy.result();
    const { events } = await checkout.handle.fetchHistory();
    const signals = events?.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal ?? []);
    expect(signals?.filter(({ externalWorkflowExecution }) => externalWorkflowExecution == null)).toHaveLength(1);
    const tries = (await checkout.returns.fetchHistory()).events?.flatMap(
      (event) => event.activityTaskStartedEventAttributes ?? [],
    );
    expect(tries?.[0]?.attempt).toBeGreaterThan(2);
    expect((await checkout.facts()).invoices[0]).toMatchObject({ status: 'funded' });
  });

  it('are told once, also when they are asked for again', async () => {
    const checkout = await invoiced();
    const request = { requestId: 'r-again' };
    const first = await checkout.giveBack(500, request);
    expect(await checkout.giveBack(500, request)).toEqual(first);
    const { rows } = await listNotifications(rig.ledger.db, { checkoutId: checkout.id }, { limit: 50 });
    expect(rows.filter(({ type }) => type === 'checkout.refunded')).toHaveLength(1);
  });

  it.each([
    ['cancels', 200, 'canceled', 'order_cancel'],
    ['completes, where Apruve refuses that,', 400, 'accepted', 'complete'],
  ])('that settle all invoices leave an order that a cancel %s', async (_, status, there, action) => {
    const checkout = await invoiced(4_000);
    await checkout.giveBack(4_000);
    await vi.waitUntil(async () => (await checkout.facts()).invoices[0]?.status === 'closed', { timeout: 60_000, interval: 50 });
    const { apruveOrderId } = await checkout.row();
    if (status === 400) await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/cancel`, times: 1, status });
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ status: 'canceled' });
    expect((await sandboxState(rig, apruveOrderId ?? '')).orders).toMatchObject([{ status: there }]);
    expect((await checkout.rows()).find(([name]) => name === action)).toEqual([action, 11_500, false, true]);
  });
});
