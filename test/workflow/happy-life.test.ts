import { describe, expect, it } from 'vitest';
import { apruveEventSignal, authorizeUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { control, openCheckout, readCheckout, readRows, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('a checkout that goes well', () => {
  const rig = withRig();

  it('goes from the shop’s order to the captured invoice', async () => {
    const checkout = await openCheckout(rig);
    expect(checkout).toMatchObject({ status: 'awaiting_authorization', paymentStatus: 'pending' });
    const handle = rig.temporal.client.workflow.getHandle(checkout.id);

    const apruveOrderId = await useLightbox(rig, checkout.lightbox);
    await handle.executeUpdate(authorizeUpdate, { args: [{ apruveOrderId }] });
    expect(await readCheckout(rig, checkout.id)).toMatchObject({ status: 'authorized', paymentStatus: 'authorized' });

    const sent = await handle.executeUpdate(sendInvoiceUpdate, { args: [{}] });
    expect(sent).toMatchObject({ outcome: 'done', created: true });
    const invoiced = await readCheckout(rig, checkout.id);
    expect(invoiced).toMatchObject({ status: 'invoiced', paymentStatus: 'invoiced' });

    const invoiceId = invoiced.facts?.invoices[0]?.id ?? '';
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await handle.signal(apruveEventSignal, { uuid: 'u1', event: 'invoice.closed', orderId: apruveOrderId, invoiceId });
    await expect(handle.result()).resolves.toEqual({ checkoutId: checkout.id, status: 'paid' });
    expect(await readCheckout(rig, checkout.id)).toMatchObject({ status: 'paid', paymentStatus: 'full' });

    const rows = await readRows(rig, checkout.id);
    expect(rows.map(({ action, amountCents, active, successful }) => [action, amountCents, active, successful])).toEqual([
      ['authorize', 11_500, false, true],
      ['invoice', 11_500, false, true],
      ['shipment', 11_500, false, true],
      ['capture', 11_500, false, true],
    ]);
  });
});
