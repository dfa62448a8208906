import { describe, expect, it, vi } from 'vitest';
import { cancelUpdate, completeUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf, refusal } from '../support/process.ts';
import { anOrder, authorizedCheckout, askApruve, control, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an authorization that expires', () => {
  const rig = withRig({ POLICY_EXPIRY_WARNING: '1s' });

  async function expiring(seconds: number) {
    const expire_at = new Date(Date.now() + seconds * 1_000).toISOString();
    const { id, apruveOrderId } = await authorizedCheckout(rig, anOrder({ expire_at }));
    return { ...processOf(rig, id), apruveOrderId };
  }

  it('warns, then cancels the order where nothing is invoiced', async () => {
    const checkout = await expiring(3);
    await vi.waitUntil(async () => (await checkout.facts()).expiryWarnedAt !== null, { timeout: 60_000, interval: 50 });
    await checkout.reaches('expired');
    expect((await sandboxState(rig, checkout.apruveOrderId)).orders).toMatchObject([{ status: 'canceled' }]);
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'canceled' });
  });

  it('releases the rest, drops drafts, refuses new invoices, and lets open ones live on', async () => {
    const checkout = await expiring(4);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 3_000 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 2_000, issueOnCreate: false });
    await vi.waitUntil(async () => (await checkout.facts()).released, { timeout: 60_000, interval: 50 });
    expect((await checkout.facts()).invoices.map(({ status }) => status)).toEqual(['open', 'canceled']);
    await expect(checkout.ask(sendInvoiceUpdate, {})).rejects.toMatchObject(refusal('authorization-expired'));
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await checkout.hear('invoice.closed', { invoiceId });
    await checkout.reaches('paid');
    expect(await checkout.row()).toMatchObject({ paymentStatus: 'partially' });
  });

  it('lets an invoice live on that was issued in Apruve’s dashboard meanwhile', async () => {
    const checkout = await expiring(4);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 3_000, issueOnCreate: false });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await askApruve(rig, 'POST', `/invoices/${invoiceId}/issue`);
    await vi.waitUntil(async () => (await checkout.facts()).released, { timeout: 60_000, interval: 50 });
    expect((await sandboxState(rig, checkout.apruveOrderId)).invoices).toMatchObject([{ status: 'open' }]);
    expect(await checkout.row()).toMatchObject({ status: 'invoiced' });
  });

  it.each([
    ['a cancel', cancelUpdate],
    ['a completion', completeUpdate],
  ])('stays the end where %s finds that Apruve has canceled the last open invoice meanwhile', async (_, update) => {
    const checkout = await expiring(3);
    await checkout.ask(sendInvoiceUpdate, {});
    await vi.waitUntil(async () => (await checkout.facts()).ending === 'expired', { timeout: 60_000, interval: 50 });
    await control(rig, 'POST', `/invoices/${(await checkout.facts()).invoices[0]?.id ?? ''}/cancel`);
    await checkout.ask(update, {});
    await checkout.reaches('expired');
    expect((await sandboxState(rig, checkout.apruveOrderId)).orders).toMatchObject([{ status: 'canceled' }]);
  });

  it('can still be canceled with its open invoices', async () => {
    const checkout = await expiring(3);
    await checkout.ask(sendInvoiceUpdate, {});
    await vi.waitUntil(async () => (await checkout.facts()).ending === 'expired', { timeout: 60_000, interval: 50 });
    await checkout.ask(cancelUpdate, {});
    await checkout.reaches('canceled');
    expect(await sandboxState(rig, checkout.apruveOrderId)).toMatchObject({
      orders: [{ status: 'canceled' }],
      invoices: [{ status: 'canceled' }],
    });
  });
});
