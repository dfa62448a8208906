import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { authorizeUpdate, cancelUpdate, closeInvoiceUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { findEvents } from '../../activities/ledger/inbox.ts';
import { changeTransactions, insertEvents } from '../support/tables.ts';
import { processOf } from '../support/process.ts';
import { startRig, type Rig } from '../support/rig.ts';
import {
  anOrder,
  askApruve,
  authorizedCheckout,
  control,
  fault,
  invoiceAtApruve,
  openCheckout,
  readRows,
  sandboxState,
  useLightbox,
} from '../support/shop.ts';

describe('reconciliation of orders that no checkout needs', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.stop());

  /** The search that the end of a checkout has started. */
  const searchIsOver = (id: string): Promise<unknown> => rig.temporal.client.workflow.getHandle(`${id}/orphans-1`).result();
  const reconcile = (): Promise<ReconcileResult> =>
    rig.temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, {
      workflowId: `reconcile-${randomUUID()}`,
      taskQueue: rig.config.temporal.taskQueue,
    });

  it('cancels the order of a second tab whose webhook was lost, and keeps the adopted one', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const [first, second] = [await useLightbox(rig, lightbox), await useLightbox(rig, lightbox)];
    await processOf(rig, id).ask(authorizeUpdate, { apruveOrderId: first });
    expect(await reconcile()).toMatchObject({ released: 1 });
    expect((await sandboxState(rig, second)).orders).toMatchObject([{ status: 'canceled' }]);
    expect(await reconcile()).toMatchObject({ told: 0, released: 0 });
    const third = await useLightbox(rig, lightbox);
    await processOf(rig, id).ask(sendInvoiceUpdate, {});
    const invoiceId = (await processOf(rig, id).facts()).invoices[0]?.id ?? '';
    await processOf(rig, id).ask(closeInvoiceUpdate, { invoiceId });
    await reconcile();
    expect((await sandboxState(rig, third)).orders).toMatchObject([{ status: 'canceled' }]);
    expect((await sandboxState(rig, first)).orders).toMatchObject([{ status: 'accepted' }]);
  });

  it('cancels what Apruve left of a canceled order that no checkout ever had, once, and keeps what was adopted', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ invoice_on_create: true }));
    const [first, second] = [await useLightbox(rig, lightbox), await useLightbox(rig, lightbox)];
    await control(rig, 'POST', `/orders/${first}/cancel`);
    await processOf(rig, id).ask(authorizeUpdate, { apruveOrderId: second });
    await control(rig, 'POST', `/orders/${second}/cancel`);
    expect(await reconcile()).toMatchObject({ released: 1 });
    expect((await sandboxState(rig, first)).invoices).toMatchObject([{ status: 'canceled' }]);
    expect((await sandboxState(rig, second)).invoices).toMatchObject([{ status: 'open' }]);
    expect(await reconcile()).toMatchObject({ released: 0 });
  });

  it('reads the order of an event that has no number, once, and releases it', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const old = await useLightbox(rig, lightbox);
    await processOf(rig, id).ask(cancelUpdate, {});
    await searchIsOver(id);
    const other = await useLightbox(rig, lightbox);
    const [uuid, foreign] = [`term-${randomUUID()}`, `term-${randomUUID()}`];
    const event = { channel: 'default', event: 'payment_term.accepted', body: {}, receivedAt: new Date(Date.now() - 600_000) };
    const events = [
      { ...event, uuid, apruveOrderId: other },
      { ...event, uuid: foreign, apruveOrderId: 'f'.repeat(32) },
    ];
    await insertEvents(rig.ledger.db, ...events);
    await reconcile();
    const outcomeOf = async (named: string) => (await findEvents(rig.ledger.db, named))[0]?.outcome;
    await expect.poll(() => outcomeOf(uuid)).toBe('released');
    await expect.poll(() => outcomeOf(foreign)).toBe('no-news');
    for (const orderId of [old, other]) expect((await sandboxState(rig, orderId)).orders).toMatchObject([{ status: 'canceled' }]);
  });

  it('reports an orphan that Apruve does not cancel, and asks for it once a day', async () => {
    const { id, lightbox } = await openCheckout(rig);
    await processOf(rig, id).ask(cancelUpdate, {});
    await searchIsOver(id);
    const [kept, invoiced] = [await useLightbox(rig, lightbox), await useLightbox(rig, lightbox)];
    const refusing = { method: 'POST', times: 100, status: 400, body: { errors: [{ title: 'The order is held' }] } };
    await fault(rig, { ...refusing, path: `/orders/${kept}/cancel` });
    const invoice = await invoiceAtApruve(rig, invoiced, 1_000);
    await fault(rig, { ...refusing, path: `/invoices/${invoice}/cancel` });
    for (let run = 0; run < 3; run += 1) {
      const { released, unrepaired } = await reconcile();
      expect(released).toBe(0);
      const reported = unrepaired.filter(({ checkoutId }) => checkoutId === id).map(({ why }) => why);
      expect(reported).toEqual(expect.arrayContaining([expect.stringContaining(kept), expect.stringContaining(invoiced)]));
    }
    const refused = (await readRows(rig, id)).filter(({ action }) => action === 'orphan_cancel');
    expect(refused.map(({ reference, response }) => [reference, response?.status])).toEqual([
      [expect.toBeOneOf([kept, invoice]), 400],
      [expect.toBeOneOf([kept, invoice]), 400],
    ]);
    await control(rig, 'DELETE', '/faults');
    await changeTransactions(rig.ledger.db, id, 'orphan_cancel', { updatedAt: new Date(Date.now() - 90_000_000) });
    expect(await reconcile()).toMatchObject({ released: 2, unrepaired: [] });
    for (const orderId of [kept, invoiced])
      expect((await sandboxState(rig, orderId)).orders).toMatchObject([{ status: 'canceled' }]);
  });

  it('has nothing to do on an order that a checkout had, although Apruve shows it accepted', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 4_000 });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await askApruve(rig, 'POST', `/invoices/${invoiceId}/invoice_returns`, { amount_cents: 4_000, reason: 'OTHER' });
    await checkout.hear('invoice.returned', { orderId: apruveOrderId, invoiceId });
    await vi.waitUntil(async () => (await checkout.facts()).invoices[0]?.status === 'closed', { timeout: 60_000 });
    // Where Apruve refuses the cancel the order is completed, and stays accepted there.
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/cancel`, times: 1, status: 400 });
    await checkout.ask(cancelUpdate, {});
    expect((await sandboxState(rig, apruveOrderId)).orders).toMatchObject([{ status: 'accepted' }]);
    expect(await reconcile()).toMatchObject({ released: 0, unrepaired: [] });
  });
});
