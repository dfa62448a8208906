import { describe, expect, it, vi } from 'vitest';
import { reconcile } from '../../worker/commands/reconcile.ts';
import { issueInvoiceUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, changeAtApruve, control } from '../support/shop.ts';
import { withReceiver, withRig } from '../support/with-rig.ts';

describe('an invoice that falls due', () => {
  const receiver = withReceiver();
  const rig = withRig(() => receiver.env);

  async function dueIn(ms: number) {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { issueOnCreate: false });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await changeAtApruve(rig, invoiceId, { due_at: new Date(Date.now() + ms).toISOString() });
    await checkout.ask(issueInvoiceUpdate, { invoiceId });
    const isOverdue = async (overdue: boolean) =>
      vi.waitUntil(async () => (await checkout.row()).overdue === overdue, { timeout: 60_000, interval: 50 });
    return { ...checkout, id, invoiceId, isOverdue };
  }

  it('is overdue, the shop is told, and it is none any more when it is paid', async () => {
    const checkout = await dueIn(2_000);
    await checkout.isOverdue(true);
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/pay`);
    await checkout.hear('invoice.closed', { invoiceId: checkout.invoiceId });
    await checkout.reaches('paid');
    expect(await checkout.row()).toMatchObject({ overdue: false });
    const told = await receiver.of(checkout.id, (types) => types.includes('checkout.overdue_cleared'));
    expect(told.map(({ type }) => type).filter((type) => type.includes('overdue'))).toEqual([
      'checkout.overdue',
      'checkout.overdue_cleared',
    ]);
  });

  it('and was paid without our hearing of it is read, captured, and never overdue', async () => {
    const checkout = await dueIn(5_000);
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/pay`);
    await checkout.reaches('paid');
    const told = await receiver.of(checkout.id, (types) => types.includes('checkout.paid'));
    expect(told.map(({ type }) => type)).not.toContain('checkout.overdue');
  });

  it('earlier than it was to is found by a reconciliation', async () => {
    const checkout = await dueIn(86_400_000);
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/overdue`);
    expect(await reconcile(rig.config)).toMatchObject({ told: 1 });
    await checkout.isOverdue(true);
  });

  it('and was silently canceled at Apruve needs a person', async () => {
    const checkout = await dueIn(5_000);
    await control(rig, 'POST', `/invoices/${checkout.invoiceId}/cancel`);
    await vi.waitUntil(async () => (await checkout.row()).attention?.code === 'invoice-vanished', {
      timeout: 60_000,
      interval: 50,
    });
    expect(await checkout.row()).toMatchObject({ status: 'authorized', overdue: false });
  });
});
