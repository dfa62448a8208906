import { describe, expect, it, vi } from 'vitest';
import {
  authorizeUpdate,
  cancelUpdate,
  closeInvoiceUpdate,
  completeUpdate,
  sendInvoiceUpdate,
} from '../../workflows/contract/messages.ts';
import { processOf, refusal } from '../support/process.ts';
import {
  anOrder,
  askApruve,
  authorizedCheckout,
  control,
  fault,
  invoiceAtApruve,
  openCheckout,
  sandboxState,
  useLightbox,
} from '../support/shop.ts';
import { cancelSlowly } from '../support/slow-cancel.ts';
import { withRig } from '../support/with-rig.ts';

describe('an end, with invoices on the order that others made at Apruve', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1s' });

  async function authorized(changes: Parameters<typeof anOrder>[0] = {}) {
    const { id, apruveOrderId } = await authorizedCheckout(rig, anOrder(changes));
    const there = async () => {
      const { orders, invoices } = await sandboxState(rig, apruveOrderId);
      return { order: orders[0]?.status, invoices: invoices.map(({ status }) => status) };
    };
    return { ...processOf(rig, id), orderId: apruveOrderId, there };
  }

  const pay = (invoiceId: string) => control(rig, 'POST', `/invoices/${invoiceId}/pay`);
  const listFails = (orderId: string, about: Record<string, unknown>) =>
    fault(rig, { method: 'GET', path: `/orders/${orderId}/invoices`, times: 1_000, ...about });

  it('does not come with the payment of ours: theirs is taken in, shipped, and captured when it is paid', async () => {
    const checkout = await authorized();
    await checkout.ask(sendInvoiceUpdate, {});
    const ours = (await checkout.facts()).invoices[0]?.id ?? '';
    const theirs = await invoiceAtApruve(rig, checkout.orderId, 1_000);
    await pay(ours);
    await checkout.hear('invoice.closed', { invoiceId: ours });
    await vi.waitUntil(async () => (await checkout.facts()).invoices[1]?.shipments.length === 1, {
      timeout: 60_000,
      interval: 50,
    });
    expect(await checkout.row()).toMatchObject({ status: 'invoiced' });
    await pay(theirs);
    await checkout.hear('invoice.closed', { invoiceId: theirs });
    await checkout.reaches('paid');
    expect((await checkout.rows()).filter(([action]) => action === 'capture').map(([, cents]) => cents)).toEqual([11_500, 1_000]);
  });

  it('by a cancel cancels them as well: pending, open, and those on a second page', async () => {
    const checkout = await authorized();
    for (let n = 0; n < 24; n += 1) await invoiceAtApruve(rig, checkout.orderId, 100);
    await askApruve(rig, 'POST', `/orders/${checkout.orderId}/invoices`, { amount_cents: 100, issue_on_create: false });
    await invoiceAtApruve(rig, checkout.orderId, 300);
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ status: 'canceled' });
    expect(await checkout.there()).toEqual({ order: 'canceled', invoices: Array(26).fill('canceled') });
    expect((await checkout.rows()).filter(([action]) => action === 'invoice_cancel')).toHaveLength(26);
  });

  it('by a cancel cancels one that was made while the cancel was under way', async () => {
    const checkout = await authorized();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 2_000 });
    const { answer } = await cancelSlowly(rig, checkout, (await checkout.facts()).invoices[0]?.id ?? '');
    await invoiceAtApruve(rig, checkout.orderId, 500);
    await expect(answer).resolves.toMatchObject({ status: 'canceled' });
    expect(await checkout.there()).toEqual({ order: 'canceled', invoices: ['canceled', 'canceled'] });
  });

  it.each([['fund'], ['pay']])('by a cancel is refused where one of theirs is no longer unpaid (%s)', async (verb) => {
    const checkout = await authorized();
    const theirs = await invoiceAtApruve(rig, checkout.orderId, 3_000);
    await control(rig, 'POST', `/dashboard/invoices/${theirs}/shipments`);
    await control(rig, 'POST', `/invoices/${theirs}/${verb}`);
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('invoice-paid'));
    expect(await checkout.facts()).toMatchObject({ ending: null, end: null, invoices: [{ id: theirs }] });
    expect((await checkout.there()).order).toBe('accepted');
  });

  it('by a cancel is the end by payment where the list shows that all is paid, and the cancel is refused', async () => {
    const checkout = await authorized();
    await checkout.ask(sendInvoiceUpdate, {});
    await pay((await checkout.facts()).invoices[0]?.id ?? '');
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('invoice-paid'));
    expect(await checkout.row()).toMatchObject({ status: 'paid', paymentStatus: 'full' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['fails', { status: 503 }],
    ['is refused', { status: 401 }],
    ['is no list', { status: 200, body: { invoices: [] } }],
    ['takes too long', { delay_ms: 2_500 }],
  ])('by a cancel is refused while the list of them %s, and leaves nothing behind', async (_, about) => {
    const checkout = await authorized();
    await invoiceAtApruve(rig, checkout.orderId, 3_000);
    await listFails(checkout.orderId, about);
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('step-unresolved'));
    await control(rig, 'DELETE', '/faults');
    expect(await checkout.facts()).toMatchObject({ ending: null, canceledBy: null, unresolved: [], end: null });
    expect(await checkout.there()).toEqual({ order: 'accepted', invoices: ['open'] });
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ status: 'canceled' });
    expect(await checkout.there()).toEqual({ order: 'canceled', invoices: ['canceled'] });
  });

  it('by the expiry cancels what is pending and leaves what is open alive', async () => {
    const checkout = await authorized({ expire_at: new Date(Date.now() + 4_000).toISOString() });
    const theirs = await invoiceAtApruve(rig, checkout.orderId, 3_000);
    await askApruve(rig, 'POST', `/orders/${checkout.orderId}/invoices`, { amount_cents: 100, issue_on_create: false });
    await vi.waitUntil(async () => (await checkout.facts()).released, { timeout: 60_000, interval: 50 });
    expect(await checkout.row()).toMatchObject({ status: 'invoiced', facts: { ending: 'expired' } });
    expect((await checkout.there()).invoices).toEqual(['open', 'canceled']);
    await pay(theirs);
    await checkout.hear('invoice.closed', { invoiceId: theirs });
    await checkout.reaches('paid');
  });

  it('by the expiry waits while the list cannot be read, and comes when it can', async () => {
    const checkout = await authorized({ expire_at: new Date(Date.now() + 3_000).toISOString() });
    await listFails(checkout.orderId, { status: 503 });
    await vi.waitUntil(async () => (await checkout.facts()).unresolved.length > 0, { timeout: 60_000, interval: 50 });
    expect(await checkout.facts()).toMatchObject({ ending: null, unresolved: [{ step: 'expire' }] });
    await control(rig, 'DELETE', '/faults');
    await checkout.reaches('expired');
  });

  it('by a payment that we record waits while the list cannot be read, sends nothing twice, and comes by itself', async () => {
    const checkout = await authorized();
    await checkout.ask(sendInvoiceUpdate, {});
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await listFails(checkout.orderId, { status: 503 });
    await expect(checkout.ask(closeInvoiceUpdate, { invoiceId })).resolves.toMatchObject({ outcome: 'unresolved' });
    expect(await checkout.row()).toMatchObject({ status: 'invoiced', attention: { code: 'apruve-unreachable' } });
    await control(rig, 'DELETE', '/faults');
    await checkout.reaches('paid');
    const { items } = await control<{ items: { method: string; path: string }[] }>(rig, 'GET', '/requests');
    expect(items.filter(({ method, path }) => method === 'POST' && path.endsWith(`/invoices/${invoiceId}/close`))).toHaveLength(
      1,
    );
  });

  it('by completing counts them', async () => {
    const checkout = await authorized();
    await expect(checkout.ask(completeUpdate, {})).rejects.toMatchObject(refusal('nothing-invoiced'));
    const draft = await askApruve(rig, 'POST', `/orders/${checkout.orderId}/invoices`, {
      amount_cents: 100,
      issue_on_create: false,
    });
    await expect(checkout.ask(completeUpdate, {})).rejects.toMatchObject(refusal('draft-open'));
    await askApruve(rig, 'POST', `/invoices/${draft.id}/issue`);
    await expect(checkout.ask(completeUpdate, {})).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
    expect(await checkout.facts()).toMatchObject({ released: true, invoices: [{ shipments: [{ amountCents: 100 }] }] });
    await pay(draft.id);
    await checkout.hear('invoice.closed', { invoiceId: draft.id });
    await checkout.reaches('paid');
  });

  it('by completing is refused while the list of them cannot be read, and leaves nothing behind', async () => {
    const checkout = await authorized();
    await checkout.ask(sendInvoiceUpdate, { amountCents: 2_000 });
    await invoiceAtApruve(rig, checkout.orderId, 3_000);
    await listFails(checkout.orderId, { status: 503 });
    await expect(checkout.ask(completeUpdate, {})).rejects.toMatchObject(refusal('step-unresolved'));
    await control(rig, 'DELETE', '/faults');
    expect(await checkout.facts()).toMatchObject({ completedAt: null, unresolved: [], attentions: [], invoices: [{}] });
    await expect(checkout.ask(completeUpdate, {})).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
    expect((await checkout.facts()).invoices).toHaveLength(2);
  });

  it('is not possible while Apruve’s own invoice cannot be looked for, nor is a second invoice', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ invoice_on_create: true }));
    const apruveOrderId = await useLightbox(rig, lightbox);
    await listFails(apruveOrderId, { status: 401 });
    const checkout = processOf(rig, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId });
    await expect(checkout.ask(sendInvoiceUpdate, { amountCents: 1_000 })).rejects.toMatchObject(refusal('step-unresolved'));
    await expect(checkout.ask(cancelUpdate, {})).rejects.toMatchObject(refusal('step-unresolved'));
    await control(rig, 'DELETE', '/faults');
    await expect(checkout.ask(cancelUpdate, {})).resolves.toMatchObject({ status: 'canceled' });
    expect((await sandboxState(rig, apruveOrderId)).invoices.map(({ status }) => status)).toEqual(['canceled']);
  });
});
