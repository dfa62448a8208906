import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizeUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { anOrder, control, openCheckout, sandboxState, useLightbox } from '../support/shop.ts';

describe('an order that Apruve has canceled before it was seen accepted', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.stop());

  it('had been accepted unseen where one of its invoices was issued: that one goes on', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ invoice_on_create: true }));
    const apruveOrderId = await useLightbox(rig, lightbox);
    await control(rig, 'POST', `/orders/${apruveOrderId}/cancel`);
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    expect(await checkout.row()).toMatchObject({ status: 'invoiced', attention: { code: 'order-canceled' } });
    const [invoice] = (await checkout.facts()).invoices;
    await control(rig, 'POST', `/invoices/${invoice?.id}/pay`);
    await checkout.hear('invoice.closed', { invoiceId: invoice?.id ?? '' });
    await checkout.reaches('paid');
  });

  it('is declined, and what waited for its acceptance is canceled with it', async () => {
    const { id, lightbox } = await openCheckout(rig);
    const apruveOrderId = await useLightbox(rig, lightbox, 'pending');
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 500 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 600, issueOnCreate: false });
    await control(rig, 'POST', `/orders/${apruveOrderId}/cancel`);
    await checkout.hear('order.canceled', { orderId: apruveOrderId });
    await checkout.reaches('declined');
    expect((await checkout.facts()).invoices.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
    expect((await sandboxState(rig, apruveOrderId)).invoices.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  });
});
