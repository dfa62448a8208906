import { afterEach, describe, expect, it, vi } from 'vitest';
import { listNotifications, requeueNotification } from '../../activities/ledger/outbox.ts';
import { apruveEventSignal, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
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

  it('costs the checkout no event, no action and no workflow', async () => {
    const id = await paid();
    await receiver.of(id, (types) => types.includes('checkout.paid'));
    const { actions } = costOf(await rig.temporal.client.workflow.getHandle(id).fetchHistory());
    expect(actions).toBeLessThanOrEqual(16);
    const { count } = await rig.temporal.client.workflow.count(`WorkflowId STARTS_WITH "${id}"`);
    expect(count).toBe(1);
  });

  it('waits while the receiver fails, and then comes in order with nothing left out', async () => {
    let failures = 2;
    receiver.answer = () => (failures-- > 0 ? { status: 503, headers: { 'retry-after': '0' } } : null);
    const id = await paid();
    const told = await receiver.of(id, (types) => types.includes('checkout.paid'));
    expect(told.map(({ type }) => type)).toEqual(HAPPY);
    const { rows } = await listNotifications(rig.ledger.db, { checkoutId: id }, { limit: 10 });
    const [first] = rows.toReversed();
    expect(first).toMatchObject({ state: 'delivered', sequence: 1 });
    expect(first?.attempts.map(({ status }) => status)).toEqual([503, 503, 204]);
  });

  const until = (condition: () => Promise<boolean>) => vi.waitUntil(condition, { timeout: 60_000, interval: 20 });
  const all = async (checkoutId: string) =>
    (await listNotifications(rig.ledger.db, { checkoutId }, { limit: 10 })).rows.toReversed();
  const only = async (checkoutId: string) => (await all(checkoutId))[0];
  const resend = async (row: { id: string } | undefined) => requeueNotification(rig.ledger.db, row?.id ?? '');

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
    return { id, answer };
  }

  it('is sent again at once although it was resent during a try that failed, after that try', async () => {
    const { id, answer } = await beingTried();
    await resend(await only(id));
    receiver.answer = () => null;
    answer(500);
    expect(await receiver.of(id, (types) => types.length === 1)).toHaveLength(1);
    await until(async () => (await only(id))?.state === 'delivered');
    expect((await only(id))?.attempts.map(({ status }) => status)).toEqual([500, 204]);
  });

  it('does not fail by an attempt from before the resend', async () => {
    const { id, answer } = await beingTried();
    const tryingSince = new Date(Date.now() - 30 * 86_400_000);
    await changeNotifications(rig.ledger.db, { checkoutId: id }, { tryingSince });
    receiver.answer = async () => {
      receiver.answer = () => null;
      await resend(await only(id));
      return { status: 500 };
    };
    answer(503);
    await until(async () => (await only(id))?.state === 'delivered');
    const attempts = [{ status: 503 }, { status: 500 }, { status: 204 }];
    expect(await only(id)).toMatchObject({ sequence: 1, state: 'delivered', attempts });
  });

  it('comes again before those that follow it, where it was resent while they are tried', async () => {
    const id = await paid();
    await receiver.of(id, (types) => types.includes('checkout.paid'));
    await until(async () => (await all(id)).every(({ state }) => state === 'delivered'));
    const [first, second] = await all(id);
    const before = receiver.tries.length;
    receiver.answer = async ({ sequence }) => {
      if (sequence !== 2) return null;
      receiver.answer = () => null;
      await resend(first);
      return { status: 503, headers: { 'retry-after': '3600' } };
    };
    await resend(second);
    await receiver.of(id, (types) => types.length === HAPPY.length + 2);
    expect(receiver.tries.slice(before).map((each) => each.id)).toEqual([second?.id, first?.id, second?.id]);
  });
});
