import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it, vi } from 'vitest';
import { requests } from '../../activities/apruve/requests.ts';
import { allocateAttempt, abandonUnopened } from '../../activities/ledger/attempts.ts';
import { findEvents } from '../../activities/ledger/inbox.ts';
import { holdRequests, reserveRequests } from '../../activities/ledger/pace.ts';
import { lookAtCheckout } from '../../activities/upkeep/look-at-checkout.ts';
import { paced } from '../../activities/upkeep/pacing.ts';
import { depsOf } from '../support/opening.ts';
import { changeCheckout, insertEvents } from '../support/tables.ts';
import type { ShopOrder } from '../../activities/ledger/json-columns.ts';
import { authorizeUpdate, cancelUpdate, sendInvoiceUpdate, WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { processOf } from '../support/process.ts';
import {
  anOrder,
  authorizedCheckout,
  control,
  fault,
  openCheckout,
  readCheckout,
  requestsOf,
  sandboxState,
  useLightbox,
} from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('reconciliation', () => {
  const rig = withRig();

  const reconcile = (): Promise<ReconcileResult> =>
    rig.temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, {
      workflowId: `reconcile-${randomUUID()}`,
      taskQueue: rig.config.temporal.taskQueue,
    });

  it('makes good every webhook that was lost, tells nobody else, and reports what it cannot repair', async () => {
    const paid = await authorizedCheckout(rig);
    await processOf(rig, paid.id).ask(sendInvoiceUpdate, {});
    const invoiceId = (await processOf(rig, paid.id).facts()).invoices[0]?.id ?? '';
    const pending = await openCheckout(rig);
    const pendingOrder = await useLightbox(rig, pending.lightbox, 'pending');
    await processOf(rig, pending.id).ask(authorizeUpdate, { apruveOrderId: pendingOrder });
    const quiet = await authorizedCheckout(rig);
    expect(await reconcile()).toMatchObject({ looked: 3, told: 0, released: 0, unrepaired: [] });

    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await control(rig, 'POST', `/orders/${pendingOrder}/accept`);
    const orphaned = await openCheckout(rig);
    await processOf(rig, orphaned.id).ask(cancelUpdate, {});
    await rig.temporal.client.workflow.getHandle(`${orphaned.id}/orphans-1`).result();
    const orphan = await useLightbox(rig, orphaned.lightbox);
    const lost = await authorizedCheckout(rig);
    await rig.temporal.client.workflow.getHandle(lost.id).terminate();
    const uuid = `left-${randomUUID()}`;
    const left = { uuid, channel: 'default', event: 'invoice.funded', apruveOrderId: quiet.apruveOrderId, body: {} };
    await insertEvents(rig.ledger.db, { ...left, receivedAt: new Date(Date.now() - 600_000) });

    const foreign = { ...left, uuid: `foreign-${uuid}`, apruveOrderId: 'f'.repeat(32) };
    const [days, hours] = [new Date(Date.now() - 2 * 86_400_000), new Date(Date.now() - 3_600_000)];
    const later = { ...foreign, uuid: `new-${uuid}`, receivedAt: hours };
    await insertEvents(rig.ledger.db, { ...foreign, receivedAt: days }, later);

    expect(await reconcile()).toMatchObject({ told: 2, released: 1, unrepaired: [{ checkoutId: lost.id }], swept: 2 });
    await processOf(rig, paid.id).reaches('paid');
    await processOf(rig, pending.id).reaches('authorized');
    expect((await sandboxState(rig, orphan)).orders).toMatchObject([{ status: 'canceled' }]);
    const outcomeOf = async (named: string) => (await findEvents(rig.ledger.db, named))[0]?.outcome;
    expect(await outcomeOf(uuid)).toBeTypeOf('string');
    expect(await outcomeOf(`foreign-${uuid}`)).toBe('not-ours');
    expect(await outcomeOf(`new-${uuid}`)).toBeNull();
  });

  it('ends an attempt whose process never began, and leaves one alone that is just beginning', async () => {
    const wanted = (order: ShopOrder) => ({
      channel: 'default',
      mode: 'test' as const,
      order,
      customer: { email: null, name: null, id: null, country: null, group: null },
      contentHash: order.merchant_order_id,
      paidMeans: 'closed' as const,
      policy: rig.config.policy,
    });
    const [old, fresh] = [anOrder(), anOrder()];
    const { checkout } = await allocateAttempt(rig.ledger.db, wanted(old));
    const createdAt = new Date(Date.now() - 600_000);
    await changeCheckout(rig.ledger.db, checkout.id, { createdAt });
    const beginning = await allocateAttempt(rig.ledger.db, wanted(fresh));

    const { unrepaired } = await reconcile();
    expect(unrepaired.map(({ checkoutId }) => checkoutId)).not.toContain(checkout.id);
    expect(await readCheckout(rig, checkout.id)).toMatchObject({ status: 'canceled', paymentStatus: 'canceled' });
    expect(await readCheckout(rig, beginning.checkout.id)).toMatchObject({ status: 'awaiting_authorization', facts: null });
    expect(await allocateAttempt(rig.ledger.db, wanted(old))).toMatchObject({ kind: 'new', checkout: { attempt: 2 } });

    const late = { workflowId: checkout.id, args: [checkout.input], taskQueue: rig.config.temporal.taskQueue };
    const opening = rig.temporal.client.workflow.execute(WORKFLOW_TYPE, late);
    await expect(opening).rejects.toMatchObject({ cause: { type: 'checkout-finished' } });
    expect(await readCheckout(rig, checkout.id)).toMatchObject({ status: 'canceled', version: 2, lightbox: null });
  });

  it('does not give up what has opened meanwhile', async () => {
    const { id } = await openCheckout(rig);
    const open = await readCheckout(rig, id);
    await abandonUnopened(rig.ledger.db, { ...open, facts: null, version: 0 }, new Date());
    expect(await readCheckout(rig, id)).toEqual(open);
  });

  it('sweeps before it asks Apruve for anything', async () => {
    const workflowId = `reconcile-${randomUUID()}`;
    const { taskQueue } = rig.config.temporal;
    await rig.temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, { workflowId, taskQueue });
    const { events } = await rig.temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const asked = events?.flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
    expect(asked?.slice(0, 3)).toEqual(['sweepInbox', 'beginReconciliation', 'reconcileChannel']);
  });

  it('reports a checkout that it cannot read, and looks at all others', async () => {
    const refused = await authorizedCheckout(rig);
    const garbled = await authorizedCheckout(rig);
    const unknown = await authorizedCheckout(rig);
    const nowhere = await authorizedCheckout(rig);
    const others = await Promise.all([authorizedCheckout(rig), authorizedCheckout(rig)]);
    await changeCheckout(rig.ledger.db, nowhere.id, { channel: 'gone' });
    for (const { apruveOrderId } of others) await control(rig, 'POST', `/orders/${apruveOrderId}/expire`);
    const bad = { method: 'GET', times: 1 };
    await fault(rig, { ...bad, path: `/orders/${refused.apruveOrderId}`, status: 401 });
    await fault(rig, { ...bad, path: `/orders/${garbled.apruveOrderId}`, status: 200, body: { id: 7 } });
    await fault(rig, { ...bad, path: `/orders/${unknown.apruveOrderId}`, status: 404 });

    const { told, unrepaired } = await reconcile();
    expect(told).toBe(2);
    const why = (id: string) => unrepaired.find(({ checkoutId }) => checkoutId === id)?.why;
    expect(why(refused.id)).toContain('API key');
    expect(why(garbled.id)).toContain('cannot be read');
    expect(why(unknown.id)).toContain('does not know');
    expect(why(nowhere.id)).toContain('not configured');
    for (const { id } of others) await processOf(rig, id).reaches('expired');
    await changeCheckout(rig.ledger.db, nowhere.id, { channel: 'default' });
  });

  it('counts what it has told also where something else of the checkout cannot be read after that', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const [apruveOrderId, other] = [await useLightbox(rig, lightbox), await useLightbox(rig, lightbox)];
    await processOf(rig, id).ask(authorizeUpdate, { apruveOrderId });
    await control(rig, 'POST', `/orders/${other}/cancel`);
    await control(rig, 'POST', `/orders/${apruveOrderId}/expire`);
    await fault(rig, { method: 'GET', path: `/orders/${other}/invoices`, times: 1, status: 401 });
    const { told, unrepaired } = await reconcile();
    expect(told).toBe(1);
    expect(unrepaired).toContainEqual({ checkoutId: id, why: expect.stringContaining('API key') });
    await processOf(rig, id).reaches('expired');
  });

  it.each([true, false])(
    'compares a checkout as it is at its turn, not as its page has it (running then: %s)',
    async (isRunning) => {
      const { id } = await authorizedCheckout(rig);
      const listed = { row: await readCheckout(rig, id), isRunning, isOrderKnown: false, follow: true };
      await processOf(rig, id).ask(sendInvoiceUpdate, { amountCents: 1_000 });
      const look = await new MockActivityEnvironment().run(lookAtCheckout, depsOf(rig), listed);
      expect(look).toMatchObject({ told: 0, released: 0, unrepaired: [] });
      expect((await readCheckout(rig, id)).attention).toBeNull();
    },
  );

  it('takes it as an answer that Apruve does not know something, but not its silence and not a refused key', async () => {
    const { deps, answered } = paced(depsOf(rig), 'default');
    const { apruve } = await deps.channel('default');
    const ask = (id: string) => new MockActivityEnvironment().run(() => apruve.send(requests.getOrder(id)));
    await fault(rig, { method: 'GET', path: '/orders/refused', times: 1, status: 401 });
    await fault(rig, { method: 'GET', path: '/orders/silent', times: 1, status: 503 });
    await expect(ask('refused')).rejects.toMatchObject({ kind: 'auth' });
    await expect(ask('silent')).rejects.toMatchObject({ kind: 'unreachable' });
    expect(answered()).toBe(0);
    await expect(ask('unknown')).rejects.toMatchObject({ kind: 'not-found' });
    expect(answered()).toBe(1);
  });

  it('sends nothing more to a channel in which Apruve has said that it was too much, until it may, and loses no request', async () => {
    const channel = `told-${randomUUID()}`;
    const beside = paced(depsOf(rig), channel);
    const asking = paced(depsOf(rig), channel);
    const ask = async ({ deps }: typeof asking, id: string): Promise<number> => {
      const { apruve } = await deps.channel('default');
      const unknown = new MockActivityEnvironment().run(() => apruve.send(requests.getOrder(id)));
      await expect(unknown).rejects.toMatchObject({ kind: 'not-found' });
      return performance.now();
    };
    await ask(asking, 'first');
    await fault(rig, { method: 'GET', path: '/orders/too-much', times: 1, status: 429, retry_after: 5 });
    const told = performance.now();
    const again = ask(asking, 'too-much');
    await vi.waitUntil(async () => (await requestsOf(rig, '/orders/too-much')) > 0, { timeout: 10_000, interval: 20 });
    await vi.waitUntil(async () => (await reserveRequests(rig.ledger.db, channel, 1, 1)) > 500, {
      timeout: 10_000,
      interval: 20,
    });
    expect((await ask(beside, 'of-another-call')) - told).toBeGreaterThan(4_900);
    expect((await again) - told).toBeGreaterThan(4_900);
    expect(await requestsOf(rig, '/orders/too-much')).toBe(2);
  });

  it('does not wait for a channel that is held for hours', async () => {
    const channel = `held-${randomUUID()}`;
    await holdRequests(rig.ledger.db, channel, 3_600_000);
    const { deps, answered } = paced(depsOf(rig), channel);
    const { apruve } = await deps.channel('default');
    const asking = new MockActivityEnvironment().run(() => apruve.send(requests.getOrder('held')));
    await expect(asking).rejects.toMatchObject({ kind: 'unreachable', message: expect.stringContaining('no requests') });
    expect(answered()).toBe(0);
    expect(await requestsOf(rig, '/orders/held')).toBe(0);
  });

  it('notices that the time of an order has come earlier than it was', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await control(rig, 'POST', `/orders/${apruveOrderId}/expire`);
    expect(await reconcile()).toMatchObject({ told: 1 });
    await processOf(rig, id).reaches('expired');
    expect((await sandboxState(rig, apruveOrderId)).orders).toMatchObject([{ status: 'canceled' }]);
  });
});
