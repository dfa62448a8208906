import { afterEach, describe, expect, it, vi } from 'vitest';
import { listNotifications, requeueNotification, unsentCheckouts } from '../../activities/ledger/outbox.ts';
import { apruveEventSignal, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { NOTIFY_WORKFLOW_TYPE, notifyStart, wakeSignal } from '../../workflows/contract/notify.ts';
import { costOf } from '../support/history.ts';
import { authorizedCheckout, control, openCheckout, readCheckout } from '../support/shop.ts';
import { changeNotifications } from '../support/tables.ts';
import { withReceiver, withRig } from '../support/with-rig.ts';

describe('notifications', () => {
  const receiver = withReceiver();
  const rig = withRig(() => receiver.env);
  afterEach(() => {
    receiver.answer = () => null;
  });

  const HAPPY = [
    'checkout.awaiting_authorization',
    'checkout.authorized',
    'invoice.open',
    'checkout.invoiced',
    'invoice.closed',
    'checkout.paid',
  ];

  async function paid(): Promise<string> {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const handle = rig.temporal.client.workflow.getHandle(id);
    await handle.executeUpdate(sendInvoiceUpdate, { args: [{}] });
    const invoiceId = (await readCheckout(rig, id)).facts?.invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await handle.signal(apruveEventSignal, { uuid: `c-${id}`, event: 'invoice.closed', orderId: apruveOrderId, invoiceId });
    await handle.result();
    return id;
  }

  it('is every status once, in order, signed, each with the checkout as it stood then', async () => {
    const id = await paid();
    const told = await receiver.of(id, (types) => types.includes('checkout.paid'));
    expect(told.map(({ type }) => type)).toEqual(HAPPY);
    expect(told.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(told.map(({ data }) => [data.status, data.payment_status])).toEqual([
      ['awaiting_authorization', 'pending'],
      ['authorized', 'authorized'],
      ['invoiced', 'invoiced'],
      ['invoiced', 'invoiced'],
      ['paid', 'full'],
      ['paid', 'full'],
    ]);
    const invoiceId = (await readCheckout(rig, id)).facts?.invoices[0]?.id;
    expect(told.map(({ invoice_id }) => invoice_id)).toEqual([undefined, undefined, invoiceId, undefined, invoiceId, undefined]);
    expect(new Set(told.map((each) => each.id)).size).toBe(6);
  });

  it('costs the checkout nothing, and its sender at most twelve actions for a happy life', async () => {
    const id = await paid();
    await receiver.of(id, (types) => types.includes('checkout.paid'));
    const runs: { events: number; actions: number }[] = [];
    for await (const { runId } of rig.temporal.client.workflow.list({ query: `WorkflowId = "${id}/notify"` })) {
      const handle = rig.temporal.client.workflow.getHandle(`${id}/notify`, runId);
      await handle.result();
      runs.push(costOf(await handle.fetchHistory()));
    }
    const actions = runs.reduce((sum, run) => sum + run.actions, 0);
    expect(runs.length).toBeGreaterThan(0);
    expect(actions).toBeLessThanOrEqual(12);
    const { actions: own } = costOf(await rig.temporal.client.workflow.getHandle(id).fetchHistory());
    expect(own).toBeLessThanOrEqual(16);
  });

  it('waits while the receiver fails, and then comes in order with nothing left out', async () => {
    let failures = 3;
    receiver.answer = () => (failures-- > 0 ? { status: 503, headers: { 'retry-after': '0' } } : null);
    const id = await paid();
    const told = await receiver.of(id, (types) => types.includes('checkout.paid'));
    expect(told.map(({ type }) => type)).toEqual(HAPPY);
    const { rows } = await listNotifications(rig.ledger.db, { checkoutId: id }, { limit: 10 });
    const [first] = rows.toReversed();
    expect(first).toMatchObject({ state: 'delivered', sequence: 1 });
    expect(first?.attempts.map(({ status }) => status)).toEqual([503, 503, 503, 204]);
  });

  const until = (condition: () => Promise<boolean>) => vi.waitUntil(condition, { timeout: 15_000, interval: 20 });
  const only = async (checkoutId: string) => (await listNotifications(rig.ledger.db, { checkoutId }, { limit: 1 })).rows[0];

  /** A checkout whose first notification is on its way, and what ends the try. */
  async function beingTried() {
    let answer: (status: number) => void = () => {};
    const answered = new Promise<{ status: number }>((resolve) => {
      answer = (status) => resolve({ status });
    });
    receiver.answer = () => answered;
    const before = receiver.tries.length;
    const { id } = await openCheckout(rig);
    await until(async () => receiver.tries.length > before);
    return { id, answer, handle: rig.temporal.client.workflow.getHandle(`${id}/notify`) };
  }

  it('is sent again although it was resent during a try that failed', async () => {
    const { id, answer, handle } = await beingTried();
    await requeueNotification(rig.ledger.db, (await only(id))?.id ?? '', null);
    const options = { ...notifyStart(id, { atOnce: true }), taskQueue: rig.config.temporal.taskQueue };
    await rig.temporal.client.workflow.signalWithStart(NOTIFY_WORKFLOW_TYPE, options);
    await until(async () => {
      const { events } = await handle.fetchHistory();
      return events?.some((event) => event.activityTaskCancelRequestedEventAttributes != null) ?? false;
    });
    receiver.answer = () => null;
    answer(500);
    expect(await receiver.of(id, (types) => types.length === 1)).toHaveLength(1);
    await handle.result();
  });

  it('does not fail by an attempt from before the resend', async () => {
    const { id, answer, handle } = await beingTried();
    const tryingSince = new Date(Date.now() - 30 * 86_400_000);
    await changeNotifications(rig.ledger.db, { checkoutId: id }, { tryingSince });
    receiver.answer = async () => {
      receiver.answer = () => null;
      await requeueNotification(rig.ledger.db, (await only(id))?.id ?? '', null);
      return { status: 500 };
    };
    answer(503);
    await handle.result();
    const { rows } = await listNotifications(rig.ledger.db, { checkoutId: id }, { limit: 10 });
    const attempts = [{ status: 503 }, { status: 500 }, { status: 204 }];
    expect(rows.at(-1)).toMatchObject({ sequence: 1, state: 'delivered', attempts });
  });

  it('goes on after a wake that cannot be read', async () => {
    const { id, answer, handle } = await beingTried();
    await handle.signal(wakeSignal.name);
    receiver.answer = () => null;
    answer(204);
    await handle.result();
    expect(await only(id)).toMatchObject({ state: 'delivered' });
  });

  it('is swept up where its first one was last tried hours ago, and left where it is being tried', async () => {
    const { db } = rig.ledger;
    const [gone, tried] = [await paid(), await paid()];
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    const attempt = (hours: number) => [{ at: hoursAgo(hours).toISOString(), status: 500, error: 'answered 500' }];
    for (const [id, hours] of [
      [gone, 3],
      [tried, 1],
    ] as const) {
      await receiver.of(id, (types) => types.includes('checkout.paid'));
      await rig.temporal.client.workflow.getHandle(`${id}/notify`).result();
      const waiting = { state: 'pending' as const, tryingSince: null, happenedAt: hoursAgo(9) };
      await changeNotifications(db, { checkoutId: id }, waiting);
      const tries = { tryingSince: hoursAgo(8), attempts: attempt(hours) };
      await changeNotifications(db, { checkoutId: id, sequence: 1 }, tries);
    }
    expect(await unsentCheckouts(db, new Date(), 0, 10)).toEqual([gone]);
    for (const id of [gone, tried]) await changeNotifications(db, { checkoutId: id }, { state: 'delivered' });
  });
});
