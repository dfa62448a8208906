import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { allocateAttempt } from '../../activities/ledger/attempts.ts';
import { cancelUpdate, closeInvoiceUpdate, cancelInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { endedOf, paidCheckout, playInvoice, reconcileOnce } from '../support/after-end.ts';
import { processOf } from '../support/process.ts';
import { anOrder, authorizedCheckout, control, fault, invoiceAtApruve, openCheckout, readCheckout } from '../support/shop.ts';
import { changeCheckout, insertEvents } from '../support/tables.ts';
import { withRig } from '../support/with-rig.ts';

describe('an invoice that Apruve shows after the end of its checkout', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1s' });

  /** A canceled checkout with an invoice over $30.00 that a colleague had made, and that the lists of the cancel did not show. */
  async function canceled(changes: Parameters<typeof anOrder>[0] = {}) {
    const { id, apruveOrderId } = await authorizedCheckout(rig, anOrder(changes));
    const invoiceId = await invoiceAtApruve(rig, apruveOrderId, 3_000);
    await fault(rig, { method: 'GET', path: `/orders/${apruveOrderId}/invoices`, times: 1_000, status: 200, body: [] });
    await processOf(rig, id).ask(cancelUpdate, {});
    await control(rig, 'DELETE', '/faults');
    return { ...endedOf(rig, id, apruveOrderId), invoiceId };
  }

  it('lives on where the checkout is paid: it is shown, gets no shipment, and is captured when it is paid', async () => {
    const checkout = await paidCheckout(rig);
    const theirs = await invoiceAtApruve(rig, checkout.orderId, 1_000);
    expect(await reconcileOnce(rig)).toMatchObject({ told: 1 });
    await checkout.rests();
    const { number } = (await checkout.facts()).invoices[1] ?? {};
    expect(await checkout.shown()).toEqual([expect.stringMatching(`${number} over \\$10\\.00 .*: it is open and is left alive`)]);
    expect(await checkout.row()).toMatchObject({ status: 'paid', paymentStatus: 'full', watched: true });
    expect(await reconcileOnce(rig)).toMatchObject({ told: 0, unrepaired: [] });
    await playInvoice(rig, theirs, 'pay');
    const uuid = await checkout.hear('invoice.closed', theirs);
    expect(await checkout.outcomeOf(uuid)).toBe('applied');
    expect((await checkout.captures()).map(([, cents]) => cents)).toEqual([11_500, 1_000]);
    expect(await checkout.shown()).toEqual([expect.stringContaining('it is paid, and the capture is recorded')]);
    expect(await checkout.row()).toMatchObject({ status: 'paid', paymentStatus: 'full', watched: false });
    expect(await checkout.shipmentsThere()).toBe(1);
    expect(await checkout.outcomeOf(await checkout.hear('invoice.closed', theirs))).toBe('late');
    await checkout.rests();
    expect(await reconcileOnce(rig)).toMatchObject({ told: 0 });
  });

  it('is canceled at Apruve where the checkout was canceled, and the same is found once', async () => {
    const checkout = await canceled();
    expect(await checkout.there()).toEqual(['open']);
    expect(await reconcileOnce(rig)).toMatchObject({ told: 1 });
    await checkout.rests();
    expect(await checkout.there()).toEqual(['canceled']);
    expect((await checkout.rows()).map(([action]) => action)).toEqual([
      'authorize',
      'order_cancel',
      'cancel',
      'invoice',
      'invoice_cancel',
    ]);
    expect(await checkout.row()).toMatchObject({ status: 'canceled', paymentStatus: 'canceled', watched: false });
    expect(await checkout.shown()).toEqual([expect.stringContaining('it is canceled there')]);
    expect(await reconcileOnce(rig)).toMatchObject({ told: 0, unrepaired: [] });
  });

  it('is watched where Apruve refuses to cancel it; paid, it makes the attempt one with money', async () => {
    const order = anOrder();
    const checkout = await canceled(order);
    await fault(rig, { method: 'POST', path: `/invoices/${checkout.invoiceId}/cancel`, times: 1, status: 422 });
    expect(await checkout.outcomeOf(await checkout.hear('shipment.created', checkout.invoiceId))).toBe('applied');
    await checkout.rests();
    expect(await checkout.there()).toEqual(['open']);
    expect(await checkout.shown()).toEqual([expect.stringContaining('it could not be canceled')]);
    await changeCheckout(rig.ledger.db, checkout.id, { completedAt: new Date(Date.now() - 40 * 86_400_000) });
    expect(await reconcileOnce(rig)).toMatchObject({ told: 0, unrepaired: [] });
    await playInvoice(rig, checkout.invoiceId, 'pay');
    expect(await reconcileOnce(rig)).toMatchObject({ told: 1 });
    await checkout.rests();
    expect(await checkout.row()).toMatchObject({ status: 'canceled', paymentStatus: 'partially', watched: false });
    expect(await checkout.captures()).toEqual([['capture', 3_000, false, true]]);
    const { input, order: sent, customer, contentHash } = await readCheckout(rig, checkout.id);
    const wanted = {
      channel: 'default',
      mode: 'test' as const,
      order: sent,
      customer,
      contentHash,
      paidMeans: input.paidMeans,
      policy: input.policy,
    };
    expect(await allocateAttempt(rig.ledger.db, wanted)).toMatchObject({ kind: 'known', checkout: { id: checkout.id } });
    expect(await allocateAttempt(rig.ledger.db, { ...wanted, contentHash: 'other' })).toMatchObject({ kind: 'conflict' });
  });

  it('that is paid shows itself on the next attempt too, which goes on', async () => {
    const order = anOrder();
    const checkout = await canceled(order);
    await playInvoice(rig, checkout.invoiceId, 'pay');
    const next = await openCheckout(rig, order);
    await checkout.hear('invoice.closed', checkout.invoiceId);
    await checkout.rests();
    await vi.waitUntil(async () => (await readCheckout(rig, next.id)).attention !== null, { timeout: 60_000, interval: 50 });
    expect(await readCheckout(rig, next.id)).toMatchObject({
      attempt: 2,
      status: 'awaiting_authorization',
      attention: { code: 'invoice-after-end', message: expect.stringContaining(checkout.id) },
    });
    expect(await checkout.shown()).toEqual([expect.stringContaining('it is paid')]);
  });

  it('is canceled later where Apruve does not answer, and a cancel in Temporal does not stop that', async () => {
    const checkout = await canceled();
    await fault(rig, { method: 'POST', path: `/invoices/${checkout.invoiceId}/cancel`, times: 1_000, status: 503 });
    await checkout.hear('invoice.closed', checkout.invoiceId);
    await vi.waitUntil(async () => (await checkout.facts()).unresolved.length > 0, { timeout: 60_000, interval: 50 });
    await checkout.process.cancel();
    await control(rig, 'DELETE', '/faults');
    await checkout.rests();
    expect(await checkout.there()).toEqual(['canceled']);
    expect(await checkout.facts()).toMatchObject({ unresolved: [], end: { status: 'canceled' } });
    expect(await checkout.shown()).toEqual([expect.stringContaining('it is canceled there')]);
  });

  it('waits for a person where the key is refused, until reconciliation tries again', async () => {
    const checkout = await canceled();
    await fault(rig, { method: 'POST', path: `/invoices/${checkout.invoiceId}/cancel`, times: 1_000, status: 401 });
    await checkout.hear('invoice.closed', checkout.invoiceId);
    await vi.waitUntil(async () => (await checkout.facts()).unresolved[0]?.retryAt === null, { timeout: 60_000, interval: 50 });
    await control(rig, 'DELETE', '/faults');
    await reconcileOnce(rig);
    await checkout.rests();
    expect(await checkout.there()).toEqual(['canceled']);
  });

  it('can be canceled or closed by an operator', async () => {
    const [one, other] = [await paidCheckout(rig), await paidCheckout(rig)];
    const [first, second] = [await invoiceAtApruve(rig, one.orderId, 1_000), await invoiceAtApruve(rig, other.orderId, 1_000)];
    await reconcileOnce(rig);
    await Promise.all([one.rests(), other.rests()]);
    expect(await one.askAfterEnd(cancelInvoiceUpdate, { invoiceId: first })).toMatchObject({ answer: { outcome: 'done' } });
    expect(await one.there()).toEqual(['closed', 'canceled']);
    expect(await one.askAfterEnd(closeInvoiceUpdate, { invoiceId: first })).toMatchObject({ code: 'already-canceled' });
    expect(await other.askAfterEnd(closeInvoiceUpdate, { invoiceId: second })).toMatchObject({ answer: { status: 'paid' } });
    expect((await other.captures()).map(([, cents]) => cents)).toEqual([11_500, 1_000]);
    expect(await other.askAfterEnd(cancelInvoiceUpdate, { invoiceId: second })).toMatchObject({ code: 'invoice-paid' });
  });

  it('is found by an event that names it alone, whose order Apruve is asked for once', async () => {
    const checkout = await paidCheckout(rig);
    const theirs = await invoiceAtApruve(rig, checkout.orderId, 500);
    const event = (invoice: string) => ({
      uuid: randomUUID(),
      channel: 'default',
      event: 'invoice.closed',
      apruveInvoiceId: invoice,
    });
    const [ours, foreign] = [event(theirs), event('f'.repeat(32))];
    const received = { body: {}, receivedAt: new Date(Date.now() - 600_000) };
    await insertEvents(rig.ledger.db, { ...ours, ...received }, { ...foreign, ...received });
    await reconcileOnce(rig);
    expect(await checkout.outcomeOf(foreign.uuid)).toBe('not-ours');
    expect(await checkout.outcomeOf(ours.uuid)).toBeTypeOf('string');
    expect(await checkout.facts()).toMatchObject({ invoices: [{}, { id: theirs, status: 'open' }] });
  });
});
