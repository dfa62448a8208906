import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { describe, expect, it } from 'vitest';
import {
  authorizeUpdate,
  cancelUpdate,
  finalizeUpdate,
  sendInvoiceUpdate,
  updateOrderUpdate,
} from '../../workflows/contract/messages.ts';
import { processOf, refusal } from '../support/process.ts';
import {
  anOrder,
  askApruve,
  authorizedCheckout,
  control,
  fault,
  openCheckout,
  readCheckout,
  readRows,
  sandboxState,
  useLightbox,
} from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an order that changes', () => {
  const rig = withRig();

  const cheaper = { amountCents: 10_000, taxCents: 0, shippingCents: 0 };

  it('before the lightbox was used is signed anew; only the new one can be authorized', async () => {
    const { id, lightbox: old } = await openCheckout(rig);
    const checkout = processOf(rig, id);
    await expect(checkout.ask(updateOrderUpdate, { amountCents: 10_000 })).rejects.toMatchObject(refusal('amount-mismatch'));
    await checkout.ask(updateOrderUpdate, cheaper);
    const { lightbox, secureHashes, amountCents } = await readCheckout(rig, id);
    expect([amountCents, secureHashes.length]).toEqual([10_000, 2]);
    const stale = await useLightbox(rig, old);
    await expect(checkout.ask(authorizeUpdate, { apruveOrderId: stale })).rejects.toMatchObject(
      refusal('authorization-mismatch'),
    );
    const fresh = await useLightbox(rig, lightbox);
    await expect(checkout.ask(authorizeUpdate, { apruveOrderId: fresh })).resolves.toMatchObject({ status: 'authorized' });
    await expect(checkout.ask(updateOrderUpdate, cheaper)).rejects.toMatchObject(refusal('already-finalized'));
    expect((await checkout.rows()).slice(0, 2)).toEqual([
      ['authorize', 10_000, true, true],
      ['update', 10_000, false, true],
    ]);
  });

  it('after the lightbox is changed at Apruve until it is finalized', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ finalize_on_create: false }));
    const checkout = processOf(rig, id);
    await expect(checkout.ask(finalizeUpdate, {})).rejects.toMatchObject(refusal('not-authorized'));
    const orderId = await useLightbox(rig, lightbox);
    await expect(checkout.ask(authorizeUpdate, { apruveOrderId: orderId })).resolves.toMatchObject({
      status: 'awaiting_approval',
    });
    await checkout.ask(updateOrderUpdate, { amountCents: 12_000, shippingCents: 1_200 });
    await expect(checkout.ask(finalizeUpdate, {})).resolves.toMatchObject({ status: 'authorized' });
    await expect(checkout.ask(finalizeUpdate, {})).rejects.toMatchObject(refusal('already-finalized'));
    expect((await sandboxState(rig, orderId)).orders).toMatchObject([{ status: 'accepted', amount_cents: 12_000 }]);
    await expect(checkout.ask(sendInvoiceUpdate, { amountCents: 13_201 })).rejects.toMatchObject(refusal('credit-exceeded'));
    expect((await checkout.rows())[0]).toEqual(['authorize', 12_000, true, true]);
  });

  it('opens and ships with its finalizing what was invoiced before', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ finalize_on_create: false }));
    const checkout = processOf(rig, id);
    const orderId = await useLightbox(rig, lightbox);
    await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await expect(checkout.ask(finalizeUpdate, {})).resolves.toMatchObject({ status: 'invoiced' });
    expect((await sandboxState(rig, orderId)).shipments).toHaveLength(1);
  });

  it('that Apruve invoices by itself has that one found beside ours', async () => {
    const order = anOrder({ finalize_on_create: false, invoice_on_create: true });
    const { id, lightbox } = await openCheckout(rig, order);
    const checkout = processOf(rig, id);
    const orderId = await useLightbox(rig, lightbox, 'pending');
    await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
    await checkout.ask(finalizeUpdate, {});
    await checkout.ask(sendInvoiceUpdate, { amountCents: 1_000, issueOnCreate: false });
    await control(rig, 'POST', `/orders/${orderId}/accept`);
    await checkout.hear('order.accepted', { orderId });
    await checkout.reaches('invoiced');
    expect((await checkout.facts()).invoices.map(({ amountCents }) => amountCents).toSorted((a, b) => a - b)).toEqual([
      1_000, 11_500,
    ]);
  });

  it('that Apruve invoices by itself has its invoice found and shipped, and none made twice', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig, anOrder({ invoice_on_create: true }));
    const checkout = processOf(rig, id);
    expect(await checkout.row()).toMatchObject({ status: 'invoiced', paymentStatus: 'invoiced' });
    await expect(checkout.ask(sendInvoiceUpdate, {})).rejects.toMatchObject(refusal('nothing-to-invoice'));
    const { invoices, shipments } = await sandboxState(rig, apruveOrderId);
    expect([invoices.length, shipments.length]).toEqual([1, 1]);
    await checkout.ask(cancelUpdate, {});
    expect(await checkout.row()).toMatchObject({ status: 'canceled' });
  });

  it('that Apruve invoices by itself keeps the shipment that its invoice has already', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ invoice_on_create: true }));
    const { orderId, invoiceId } = await invoicedAtApruve(lightbox);
    const shipment = { amount_cents: 11_500, merchant_shipment_id: 'DASH-1', shipped_at: new Date().toISOString() };
    await askApruve(rig, 'POST', `/invoices/${invoiceId}/shipments`, shipment);
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
    await checkout.reaches('invoiced');
    expect((await checkout.facts()).invoices).toMatchObject([{ shipments: [{ number: 'DASH-1', amountCents: 11_500 }] }]);
    expect((await sandboxState(rig, orderId)).shipments).toHaveLength(1);
    expect((await readRows(rig, id)).filter(({ action }) => action === 'shipment')).toHaveLength(1);
  });

  it('that Apruve invoices by itself is not paid by an invoice that was returned in full', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ invoice_on_create: true }));
    const { orderId, invoiceId } = await invoicedAtApruve(lightbox);
    await askApruve(rig, 'POST', `/invoices/${invoiceId}/invoice_returns`, { amount_cents: 11_500, reason: 'OTHER' });
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
    await checkout.reaches('canceled');
    expect((await checkout.facts()).invoices).toMatchObject([{ status: 'closed', returnedCents: 11_500, capturedAt: null }]);
    const rows = await readRows(rig, id);
    expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(['invoice', 'refund']));
    expect(rows.filter(({ action }) => action === 'capture' || action === 'shipment')).toEqual([]);
  });

  it('several times is found by all of its hashes at once, however slow Apruve is', async () => {
    const { id } = await openCheckout(rig);
    const checkout = processOf(rig, id);
    for (const poNumber of ['PO-1', 'PO-2', 'PO-3']) await checkout.ask(updateOrderUpdate, { poNumber });
    const orderId = await useLightbox(rig, (await readCheckout(rig, id)).lightbox);
    await fault(rig, { method: 'GET', path: '/orders?', times: 4, delay_ms: 2_000 });
    const began = performance.now();
    await checkout.hear('order.accepted', { orderId });
    await checkout.reaches('authorized');
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  const invoicedAtApruve = async (lightbox: CheckoutRow['lightbox']) => {
    const orderId = await useLightbox(rig, lightbox);
    const [invoice] = (await sandboxState(rig, orderId)).invoices;
    return { orderId, invoiceId: invoice?.id ?? '' };
  };
});
