import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it, vi } from 'vitest';
import {
  addShipmentUpdate,
  apruveEventSignal,
  issueInvoiceUpdate,
  sendInvoiceUpdate,
  updateInvoiceUpdate,
  updateShipmentUpdate,
} from '../../workflows/contract/messages.ts';
import { EncryptionCodec } from '../../worker/platform/index.ts';
import { clearText, costOf } from '../support/history.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, control, fault, readCheckout } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

describe.skipIf(IN_SHORT_RUNS)('the history of a checkout', () => {
  const rig = withRig({ POLICY_LOST_RETURN_AFTER: '1s' });

  async function paidCheckout(troubles?: (orderId: string) => Promise<unknown>) {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const handle = rig.temporal.client.workflow.getHandle(id);
    await vi.waitUntil(async () => costOf(await handle.fetchHistory()).rings > 0, { timeout: 60_000, interval: 100 });
    await troubles?.(apruveOrderId);
    await handle
      .executeUpdate(sendInvoiceUpdate, { args: [{}] })
      .catch(() => handle.executeUpdate(sendInvoiceUpdate, { args: [{}] }));
    const invoiceId = (await readCheckout(rig, id)).facts?.invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await handle.signal(apruveEventSignal, { uuid: `c-${id}`, event: 'invoice.closed', orderId: apruveOrderId, invoiceId });
    await handle.result();
    return handle.fetchHistory();
  }

  it('of a happy life has at most 60 events and 16 billable actions, one ring of the alarm among them', async () => {
    const { events, actions, rings } = costOf(await paidCheckout());
    expect(rings).toBe(1);
    expect(events).toBeLessThanOrEqual(60);
    expect(actions).toBeLessThanOrEqual(16);
  });

  it('says of each timer what it waits for, to those who have the keys', async () => {
    const { events } = await paidCheckout();
    const timers = (events ?? []).filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes != null);
    const summaries = timers.map(({ userMetadata }) => userMetadata?.summary ?? {});
    const clear = await new EncryptionCodec(rig.config.codec.keys).decode(summaries);
    const words = clear.map((payload) => defaultPayloadConverter.fromPayload<string>(payload));
    expect(words).toEqual(['lost-return', 'expiry-warning', 'invoice-due']);
    expect(
      summaries.every(
        ({ data }) =>
          !Buffer.from(data ?? [])
            .toString('latin1')
            .includes('lost'),
      ),
    ).toBe(true);
  });

  it('holds no key, token, buyer or goods in clear text, not even when Apruve’s refusal names the buyer', async () => {
    const body = { errors: [{ title: 'Bea Buyer is suspended', detail: 'see buyer@example.test' }] };
    const history = await paidCheckout((orderId) =>
      fault(rig, { method: 'POST', path: `/orders/${orderId}/invoices`, times: 1, status: 400, body }),
    );
    const text = clearText(history);
    expect(text).toContain('checkoutWorkflow');
    const { env } = rig;
    const secrets = [
      env['APRUVE_API_KEY'],
      env['APRUVE_WEBHOOK_TOKEN'],
      'Bea Buyer',
      'buyer@example.test',
      'suspended',
      'gloves',
      'ORD-',
    ];
    expect(secrets.filter((secret) => secret === undefined || text.includes(secret))).toEqual([]);
  });

  /** An invoice with all that can happen to one: drafted, changed, issued, shipped in two parts that are changed, funded and paid. */
  async function longInvoice({ ask, facts, hear }: ReturnType<typeof processOf>): Promise<void> {
    const { invoiceNumber } = await ask(sendInvoiceUpdate, { amountCents: 400, issueOnCreate: false });
    const made = async () => (await facts()).invoices.find(({ number }) => number === invoiceNumber);
    const invoiceId = (await made())?.id ?? '';
    await ask(updateInvoiceUpdate, { invoiceId, amountCents: 500 });
    await ask(issueInvoiceUpdate, { invoiceId });
    await ask(addShipmentUpdate, { invoiceId, amountCents: 200 });
    await ask(addShipmentUpdate, { invoiceId, amountCents: 300 });
    for (const { id: shipmentId } of (await made())?.shipments ?? [])
      await ask(updateShipmentUpdate, { invoiceId, shipmentId, trackingNumber: `1Z-${shipmentId}` });
    for (const [verb, event] of [
      ['fund', 'invoice.funded'],
      ['pay', 'invoice.closed'],
    ] as const) {
      await control(rig, 'POST', `/invoices/${invoiceId}/${verb}`);
      await hear(event, { invoiceId });
    }
    await vi.waitUntil(async () => (await made())?.status === 'closed', { timeout: 60_000, interval: 50 });
  }

  it('of a checkout with 20 long invoices has at most 0.5 MB', async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    for (let n = 0; n < 20; n += 1) await longInvoice(checkout);
    const { historySize = Infinity } = await checkout.handle.describe();
    expect(historySize).toBeLessThanOrEqual(500_000);
  });
});
