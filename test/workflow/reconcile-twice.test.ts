import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authorizeUpdate, cancelUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { processOf } from '../support/process.ts';
import { anOrder, askApruve, authorizedCheckout, control, openCheckout, useLightbox } from '../support/shop.ts';
import { insertEvents } from '../support/tables.ts';
import { withRig } from '../support/with-rig.ts';

describe('a second reconciliation right after a first', () => {
  const rig = withRig();
  const NOTHING = { told: 0, released: 0, swept: 0, unrepaired: [] };

  const reconcile = (): Promise<ReconcileResult> =>
    rig.temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, {
      workflowId: `reconcile-${randomUUID()}`,
      taskQueue: rig.config.temporal.taskQueue,
    });

  async function invoiced(request: { issueOnCreate?: boolean } = {}) {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await processOf(rig, id).ask(sendInvoiceUpdate, request);
    const [invoice] = (await processOf(rig, id).facts()).invoices;
    return { id, apruveOrderId, invoiceId: invoice?.id ?? '' };
  }

  const silent = { silent: true };
  const at = (path: string, body: Record<string, unknown> = {}) => control(rig, 'POST', path, { ...silent, ...body });

  const DEEDS: Record<string, () => Promise<unknown>> = {
    'an order that was accepted': async () => {
      const { id, lightbox } = await openCheckout(rig);
      const apruveOrderId = await useLightbox(rig, lightbox, 'pending');
      await processOf(rig, id).ask(authorizeUpdate, { apruveOrderId });
      await at(`/orders/${apruveOrderId}/accept`);
    },
    'an order that expires earlier': async () => at(`/orders/${(await authorizedCheckout(rig)).apruveOrderId}/expire`),
    'an order over another amount': async () =>
      at(`/dashboard/orders/${(await authorizedCheckout(rig)).apruveOrderId}`, { amount_cents: 20_000 }),
    'an invoice of others': async () =>
      at(`/dashboard/orders/${(await authorizedCheckout(rig)).apruveOrderId}/invoices`, { amount_cents: 1_000 }),
    'an invoice that was paid': async () => at(`/invoices/${(await invoiced()).invoiceId}/pay`),
    'an invoice that was canceled': async () => at(`/invoices/${(await invoiced()).invoiceId}/cancel`),
    'a draft that was edited': async () =>
      at(`/dashboard/invoices/${(await invoiced({ issueOnCreate: false })).invoiceId}`, { amount_cents: 4_000 }),
    'a return of others': async () => at(`/dashboard/invoices/${(await invoiced()).invoiceId}/returns`, { amount_cents: 100 }),
    'a payment of a part': async () => at(`/invoices/${(await invoiced()).invoiceId}/payments`, { amount_cents: 100 }),
    'a payment that failed': async () => at(`/invoices/${(await invoiced()).invoiceId}/payments`, { status: 'failed' }),
  };

  it.each(Object.keys(DEEDS))('finds nothing to do after the first has repaired %s', async (deed) => {
    await DEEDS[deed]?.();
    expect(await reconcile()).toMatchObject({ ...NOTHING, told: 1 });
    expect(await reconcile()).toMatchObject(NOTHING);
  });

  it('finds nothing to do after the first has released an orphan and given an event its outcome', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder());
    await processOf(rig, id).ask(cancelUpdate, {});
    await rig.temporal.client.workflow.getHandle(`${id}/orphans-1`).result();
    const orphan = await useLightbox(rig, lightbox);
    const event = { uuid: randomUUID(), channel: 'default', event: 'invoice.funded', apruveOrderId: 'f'.repeat(32), body: {} };
    await insertEvents(rig.ledger.db, { ...event, receivedAt: new Date(Date.now() - 2 * 86_400_000) });
    expect(await reconcile()).toMatchObject({ ...NOTHING, released: 1, swept: 1 });
    expect(await reconcile()).toMatchObject(NOTHING);
    expect(await askApruve(rig, 'GET', `/orders/${orphan}`)).toMatchObject({ status: 'canceled' });
  });

  it('counts what a process has not taken in yet when it has', async () => {
    const { id, apruveOrderId, invoiceId } = await invoiced();
    await at(`/invoices/${invoiceId}/pay`);
    const times = { method: 'GET', path: `/invoices/${invoiceId}/`, times: 1_000, status: 401 };
    await control(rig, 'POST', '/faults', times);
    expect(await reconcile()).toMatchObject(NOTHING);
    expect((await processOf(rig, id).facts()).unresolved).toMatchObject([{ step: `read:invoice:${invoiceId}` }]);
    await control(rig, 'DELETE', '/faults');
    expect(await reconcile()).toMatchObject({ ...NOTHING, told: 1 });
    expect(await askApruve(rig, 'GET', `/orders/${apruveOrderId}`)).toMatchObject({ status: 'accepted' });
  });
});
