import { vi } from 'vitest';
import {
  addShipmentUpdate,
  authorizeUpdate,
  cancelInvoiceUpdate,
  cancelUpdate,
  completeUpdate,
  finalizeUpdate,
  issueInvoiceUpdate,
  sendInvoiceUpdate,
  updateInvoiceUpdate,
  updateOrderUpdate,
} from '../../workflows/contract/messages.ts';
import { costOf } from '../support/history.ts';
import { processOf } from '../support/process.ts';
import type { Rig } from '../support/rig.ts';
import { anOrder, authorizedCheckout, control, fault, openCheckout, useLightbox } from '../support/shop.ts';
import { OTHER_LIVES } from './other-lives.ts';

/** What each history is of, by the name of its file: a life that is lived, and answers the id of its workflow. */
export type Lives = Record<string, (rig: Rig) => Promise<string>>;

/** Lives in which nothing happens by itself. */
export const CALM_LIVES: Lives = {
  'checkout-awaiting-authorization': async (rig) => {
    const { id } = await openCheckout(rig);
    await processOf(rig, id).ask(updateOrderUpdate, { poNumber: 'PO-7' });
    return id;
  },
  'checkout-order-changed': async (rig) => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ finalize_on_create: false }));
    const checkout = processOf(rig, id);
    const apruveOrderId = await useLightbox(rig, lightbox, 'pending');
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    await checkout.ask(updateOrderUpdate, { poNumber: 'PO-7' });
    await checkout.ask(finalizeUpdate, {});
    await control(rig, 'POST', `/orders/${apruveOrderId}/accept`);
    await checkout.hear('order.accepted', { orderId: apruveOrderId });
    await checkout.reaches('authorized');
    return id;
  },
  'checkout-declined': async (rig) => {
    const { id, orderId, hear, handle } = await awaitingApproval(rig);
    await control(rig, 'POST', `/orders/${orderId}/cancel`);
    await hear('order.canceled', { orderId });
    await handle.result();
    return id;
  },
  'checkout-draft-open': async (rig) => {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 4_000, issueOnCreate: false });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await checkout.ask(updateInvoiceUpdate, { invoiceId, amountCents: 5_000 });
    return id;
  },
  'checkout-invoiced': async (rig) => {
    const { id, ask, facts } = await invoiced(rig, 4_000);
    await ask(sendInvoiceUpdate, { amountCents: 3_000, issueOnCreate: false });
    const [open, draft] = (await facts()).invoices;
    await ask(issueInvoiceUpdate, { invoiceId: draft?.id ?? '' });
    await ask(addShipmentUpdate, { invoiceId: open?.id ?? '', amountCents: 1_000 });
    await ask(sendInvoiceUpdate, { amountCents: 99_999 }).catch(() => {});
    return id;
  },
  'checkout-step-stuck': async (rig) => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const { ask, retry } = processOf(rig, id);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1_000, status: 503 });
    await ask(sendInvoiceUpdate, { amountCents: 4_000 });
    await retry();
    await control(rig, 'DELETE', '/faults');
    return id;
  },
  'checkout-paid': async (rig) => {
    const { id, invoiceId, hear, handle } = await invoiced(rig);
    await control(rig, 'POST', `/invoices/${invoiceId}/fund`);
    await hear('invoice.funded', { invoiceId });
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await hear('invoice.closed', { invoiceId });
    await handle.result();
    return id;
  },
  'checkout-completed': async (rig) => {
    const { id, invoiceId, ask, hear, handle } = await invoiced(rig, 4_000);
    await ask(completeUpdate, {});
    await control(rig, 'POST', `/invoices/${invoiceId}/pay`);
    await hear('invoice.closed', { invoiceId });
    await handle.result();
    return id;
  },
  'checkout-canceled': async (rig) => {
    const { id, invoiceId, ask } = await invoiced(rig, 4_000);
    await ask(cancelInvoiceUpdate, { invoiceId });
    await ask(sendInvoiceUpdate, { amountCents: 3_000 });
    await ask(cancelUpdate, { reason: 'Not wanted' });
    return id;
  },
  ...OTHER_LIVES,
};

/** Lives in which time passes quickly. */
export const HASTY_LIVES: Lives = {
  'checkout-abandoned': async (rig) => {
    const { id } = await openCheckout(rig);
    await processOf(rig, id).handle.result();
    return id;
  },
  'checkout-approval-expired': async (rig) => {
    const { id, handle } = await awaitingApproval(rig);
    await handle.result();
    return id;
  },
  'checkout-expired': async (rig) => {
    const expire_at = new Date(Date.now() + 3_000).toISOString();
    const { id } = await authorizedCheckout(rig, anOrder({ expire_at }));
    await processOf(rig, id).handle.result();
    return id;
  },
  'checkout-awaiting-approval': async (rig) => {
    const { id, handle } = await awaitingApproval(rig);
    await vi.waitUntil(async () => costOf(await handle.fetchHistory()).rings > 1, { timeout: 10_000, interval: 50 });
    return id;
  },
};

async function awaitingApproval(rig: Rig) {
  const { id, lightbox } = await openCheckout(rig);
  const orderId = await useLightbox(rig, lightbox, 'pending');
  const checkout = processOf(rig, id);
  await checkout.ask(authorizeUpdate, { apruveOrderId: orderId });
  return { ...checkout, id, orderId };
}

async function invoiced(rig: Rig, amountCents?: number) {
  const { id } = await authorizedCheckout(rig);
  const checkout = processOf(rig, id);
  await checkout.ask(sendInvoiceUpdate, amountCents === undefined ? {} : { amountCents });
  return { ...checkout, id, invoiceId: (await checkout.facts()).invoices[0]?.id ?? '' };
}
