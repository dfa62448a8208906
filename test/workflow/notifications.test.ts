import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listNotifications } from '../../activities/ledger/outbox.ts';
import { apruveEventSignal, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { costOf } from '../support/history.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { authorizedCheckout, control, readCheckout } from '../support/shop.ts';

describe('what the shop is told', () => {
  let rig: Rig;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
    rig = await startRig(receiver.env);
  });
  afterEach(() => {
    receiver.answer = () => null;
  });
  afterAll(async () => {
    await rig.stop();
    await receiver.close();
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
});
