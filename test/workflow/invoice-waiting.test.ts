import { describe, expect, it } from 'vitest';
import { authorizeUpdate, issueInvoiceUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { anOrder, authorizedCheckout, control, openCheckout } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an invoice that stays pending', () => {
  const rig = withRig({ POLICY_INVOICE_WAITING: '2s', POLICY_PENDING_INVOICE: '2s', POLICY_APPROVAL_POLL: '500ms' });

  const attention = (message: RegExp) => ({ attention: { code: 'invoice-waiting', message: expect.stringMatching(message) } });

  it('because the credit does not reach for it when its order is accepted, is shown until it opens', async () => {
    const money = { amount_cents: 10_000, tax_cents: 0, shipping_cents: 0 };
    const { id, lightbox } = await openCheckout(rig, anOrder(money));
    const { apruve_order_id: apruveOrderId } = await control<{ apruve_order_id: string }>(rig, 'POST', '/lightbox', {
      ...lightbox,
      outcome: 'pending',
      buyer: 'poor@example.test',
    });
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 10_500, merchantInvoiceId: 'INV-1' });
    await control(rig, 'POST', `/orders/${apruveOrderId}/accept`);
    await checkout.hear('order.accepted', { orderId: apruveOrderId });
    await expect.poll(checkout.row).toMatchObject(attention(/INV-1 over \$105\.00 waits/));
    expect(await checkout.row()).toMatchObject({
      status: 'authorized',
      facts: { invoices: [{ status: 'pending', draft: false }] },
    });
    const { accounts } = await control<{ accounts: { id: string; authorized_buyers: { email: string }[] }[] }>(
      rig,
      'GET',
      '/state',
    );
    const poor = accounts.find(({ authorized_buyers: [buyer] }) => buyer?.email === 'poor@example.test');
    await control(rig, 'PATCH', `/accounts/${poor?.id}`, { credit_amount_cents: 20_000 });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await expect(checkout.ask(issueInvoiceUpdate, { invoiceId })).resolves.toMatchObject({ status: 'invoiced' });
    expect((await checkout.row()).attention).toBeNull();
  });

  it('and alone keeps the checkout from its end, is shown until it is canceled, and the checkout ends', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, {});
    const draft = { amount_cents: 500, issue_on_create: false, silent: true };
    const { id: draftId } = await control<{ id: string }>(rig, 'POST', `/dashboard/orders/${apruveOrderId}/invoices`, draft);
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await checkout.hear('invoice.closed', { invoiceId });
    await expect.poll(checkout.row).toMatchObject(attention(/over \$5\.00 is a draft/));
    await control(rig, 'POST', `/dashboard/invoices/${draftId}/cancel`);
    await checkout.hear('invoice.canceled', { invoiceId: draftId });
    await checkout.reaches('paid');
  });
});
