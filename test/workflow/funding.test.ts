import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { findEvents, messageOf } from '../../activities/ledger/inbox.ts';
import { reconcile } from '../../worker/commands/reconcile.ts';
import { apruveEventSignal, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, control } from '../support/shop.ts';
import { insertEvents } from '../support/tables.ts';
import { withReceiver, withRig } from '../support/with-rig.ts';

const AT = '2026-01-02T09:04:05.000Z';

describe('a funding', () => {
  const receiver = withReceiver();
  const rig = withRig(() => receiver.env);

  /** A checkout whose invoice is funded and paid at Apruve, and nothing of it is heard yet. */
  async function fundedAndPaid(amountCents?: number, moves: readonly string[] = ['fund', 'pay']) {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, amountCents === undefined ? {} : { amountCents });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    for (const move of moves) await control(rig, 'POST', `/invoices/${invoiceId}/${move}`);
    const event = (name: string) => ({
      uuid: randomUUID(),
      channel: 'default',
      event: name,
      apruveOrderId,
      apruveInvoiceId: invoiceId,
      merchantOrderId: null,
      body: { created_at: '2026-01-02T03:04:05-06:00' },
    });
    const hear = (name: string) => checkout.handle.signal(apruveEventSignal, messageOf(event(name)));
    const told = async () => {
      const taken = await receiver.of(id, (types) => types.includes('invoice.funded') && types.includes('invoice.closed'));
      return taken.map(({ type }) => type).filter((type) => type === 'invoice.funded' || type === 'invoice.closed');
    };
    return { ...checkout, id, event, hear, told };
  }

  it('that is heard after the payment, and before it is read, is recorded and told first', async () => {
    const { facts, hear, reaches, told } = await fundedAndPaid();
    await hear('invoice.funded');
    await reaches('paid');
    expect((await facts()).invoices[0]).toMatchObject({ status: 'closed', fundedAt: AT });
    expect(await told()).toEqual(['invoice.funded', 'invoice.closed']);
  });

  it('that is heard after the closing is recorded at its own time, and told', async () => {
    const { facts, hear, told } = await fundedAndPaid(5_000);
    const shows = (what: object) =>
      vi.waitFor(async () => expect((await facts()).invoices[0]).toMatchObject(what), { timeout: 60_000, interval: 50 });
    await hear('invoice.closed');
    await shows({ status: 'closed', fundedAt: null });
    await hear('invoice.funded');
    await shows({ status: 'closed', fundedAt: AT });
    expect(await told()).toEqual(['invoice.closed', 'invoice.funded']);
  });

  it('that Apruve does not show yet is not believed', async () => {
    const { facts, hear } = await fundedAndPaid(5_000, []);
    const before = (await facts()).version;
    await hear('invoice.funded');
    await vi.waitUntil(async () => (await facts()).version > before, { timeout: 60_000, interval: 50 });
    expect((await facts()).invoices[0]).toMatchObject({ status: 'open', fundedAt: null });
  });

  const outcomeIs = (uuid: string, outcome: string) =>
    vi.waitFor(async () => expect(await findEvents(rig.ledger.db, uuid)).toMatchObject([{ outcome }]), {
      timeout: 60_000,
      interval: 50,
    });

  it('that is heard after the end is recorded, once, and told', async () => {
    const { event, facts, hear, reaches, row, told } = await fundedAndPaid();
    await hear('invoice.closed');
    await reaches('paid');
    const [first, second] = [event('invoice.funded'), event('invoice.funded')];
    const receivedAt = new Date(Date.now() - 600_000);
    await insertEvents(rig.ledger.db, { ...first, receivedAt });
    await reconcile(rig.config);
    await outcomeIs(first.uuid, 'applied');
    expect(await row()).toMatchObject({ status: 'paid', facts: { invoices: [{ fundedAt: AT }], attentions: [] } });
    await insertEvents(rig.ledger.db, { ...second, receivedAt });
    await reconcile(rig.config);
    await outcomeIs(second.uuid, 'late');
    expect((await facts()).end).not.toBeNull();
    expect(await told()).toEqual(['invoice.closed', 'invoice.funded']);
  });
});
