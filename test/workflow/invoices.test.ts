import { describe, expect, it, vi } from 'vitest';
import { MAILBOX_LIMIT, sendInvoiceSignal, sendInvoiceUpdate, type InvoiceRequest } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import {
  anOrder,
  authorizedCheckout,
  control,
  fault,
  readCheckout,
  readRows,
  requestArrives,
  sandboxState,
} from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('sending invoices', () => {
  const rig = withRig();

  const send = (id: string, request: InvoiceRequest) =>
    rig.temporal.client.workflow.getHandle(id).executeUpdate(sendInvoiceUpdate, { args: [request] });
  const refusal = (type: string) => ({ cause: { type } });

  it('in parts, each with its lines and number, up to 110 % and not a cent more', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const items = [{ title: 'Safety gloves', quantity: 5, price_ea_cents: 600, price_total_cents: 3_000 }];
    await send(id, { merchantInvoiceId: 'P-1', items, taxCents: 200 });
    await send(id, { amountCents: 8_000 });
    await expect(send(id, { amountCents: 1_451 })).rejects.toMatchObject(refusal('credit-exceeded'));
    await send(id, { amountCents: 1_450 });
    await expect(send(id, {})).rejects.toMatchObject(refusal('nothing-to-invoice'));
    const { invoices } = await sandboxState(rig, apruveOrderId);
    expect(invoices.map((invoice) => invoice.merchant_invoice_id)).toEqual([
      'P-1',
      expect.stringMatching(/-2$/),
      expect.stringMatching(/-3$/),
    ]);
  });

  it('tells the buyer’s free credit when Apruve refuses what is above the order', async () => {
    const { id } = await authorizedCheckout(rig);
    const body = { errors: [{ title: 'Not enough credit' }] };
    await fault(rig, { method: 'POST', path: '/invoices', times: 1, status: 400, body });
    const refused = { cause: { type: 'refused-by-apruve', details: [{ available_cents: expect.any(Number) }] } };
    await expect(send(id, { amountCents: 12_000 })).rejects.toMatchObject(refused);
  });

  it('tells the same when a draft above the order is issued or changed, and when the order grows', async () => {
    const { id } = await authorizedCheckout(rig);
    const { handle } = processOf(rig, id);
    const body = { errors: [{ title: 'Not enough credit' }] };
    const refused = { cause: { type: 'refused-by-apruve', details: [{ available_cents: expect.any(Number) }] } };
    await send(id, { amountCents: 12_000, issueOnCreate: false });
    const invoiceId = (await readCheckout(rig, id)).facts?.invoices[0]?.id ?? '';
    await fault(rig, { method: 'POST', path: `/invoices/${invoiceId}/issue`, times: 1, status: 400, body });
    await fault(rig, { method: 'PATCH', path: `/invoices/${invoiceId}`, times: 1, status: 400, body });
    await expect(handle.executeUpdate('issueInvoice', { args: [{ invoiceId }] })).rejects.toMatchObject(refused);
    await expect(handle.executeUpdate('updateInvoice', { args: [{ invoiceId, amountCents: 12_001 }] })).rejects.toMatchObject(
      refused,
    );

    const open = await authorizedCheckout(rig, anOrder({ finalize_on_create: false }));
    await fault(rig, { method: 'PATCH', path: `/orders/${open.apruveOrderId}`, times: 1, status: 400, body });
    const more = { amountCents: 11_600, taxCents: 900 };
    await expect(processOf(rig, open.id).handle.executeUpdate('update', { args: [more] })).rejects.toMatchObject(refused);
  });

  it('copies lines, tax and shipping of the order when it is invoiced whole', async () => {
    const { id } = await authorizedCheckout(rig);
    await send(id, {});
    const [invoice] = (await readRows(rig, id)).filter(({ action }) => action === 'invoice');
    expect(invoice?.request?.body).toMatchObject({
      tax_cents: 800,
      shipping_cents: 700,
      invoice_items: [{ title: 'Safety gloves', price_total_cents: 6_000 }, { title: 'Work boots' }],
    });
  });

  it('is the same invoice for the same number and content, and a conflict for other content', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await expect(send(id, { merchantInvoiceId: 'A', amountCents: 500 })).resolves.toMatchObject({ created: true });
    await expect(send(id, { merchantInvoiceId: 'A', amountCents: 500 })).resolves.toMatchObject({ created: false });
    await expect(send(id, { merchantInvoiceId: 'A', amountCents: 600 })).rejects.toMatchObject(refusal('invoice-conflict'));
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('by signal has the same effect; a repeat is the same invoice, a refusal becomes attention', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const handle = rig.temporal.client.workflow.getHandle(id);
    await handle.signal(sendInvoiceSignal, { requestId: 'r-1', amountCents: 11_500 });
    await handle.signal(sendInvoiceSignal, { requestId: 'r-1', amountCents: 11_500 });
    await handle.signal(sendInvoiceSignal, { requestId: 'r-2', amountCents: 99_999 });
    await vi.waitUntil(async () => (await readCheckout(rig, id)).attention !== null, { timeout: 60_000, interval: 50 });
    expect((await readCheckout(rig, id)).attention).toMatchObject({
      code: 'invoice-refused',
      message: expect.stringContaining('$11.50'),
    });
    const row = { action: 'invoice', active: false, successful: false, amountCents: 99_999 };
    expect((await readRows(rig, id)).at(-1)).toMatchObject({ ...row, request: { body: { requestId: 'r-2' } } });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('refuses a request that cannot be read, by update and by signal, and goes on', async () => {
    const { id } = await authorizedCheckout(rig);
    const handle = rig.temporal.client.workflow.getHandle(id);
    const nonsense = { amountCents: '100', items: 'all' };
    const update = handle.executeUpdate<unknown, [unknown]>(sendInvoiceUpdate.name, { args: [nonsense] });
    await expect(update).rejects.toMatchObject(refusal('invalid-request'));
    await handle.signal<[unknown]>(sendInvoiceSignal.name, nonsense);
    await handle.signal<[unknown]>('apruveEvent', 'closed');
    await vi.waitUntil(async () => (await readCheckout(rig, id)).attention !== null, { timeout: 60_000, interval: 50 });
    expect((await readCheckout(rig, id)).attention?.message).toMatch(/amountCents/);
    await expect(send(id, {})).resolves.toMatchObject({ outcome: 'done' });
    expect((await readCheckout(rig, id)).attention).toMatchObject({ code: 'invoice-refused' });
  });

  it('answers what its own number was refused for, and no more', async () => {
    const { id } = await authorizedCheckout(rig);
    const { handle, facts } = processOf(rig, id);
    const refused = async () => (await facts()).attentions.map(({ subject }) => subject);
    for (const merchantInvoiceId of ['A', 'B'])
      await handle.signal(sendInvoiceSignal, { merchantInvoiceId, amountCents: 99_999 });
    await vi.waitUntil(async () => (await refused()).length === 2, { timeout: 60_000, interval: 50 });
    await send(id, { merchantInvoiceId: 'A', amountCents: 500 });
    expect(await refused()).toEqual(['B']);
  });

  it('is not taken for one of the same number that a colleague has made over another amount', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const theirs = {
      amount_cents: 9_000,
      merchant_invoice_id: 'A',
      invoice_items: [{ title: 'Theirs', price_total_cents: 9_000 }],
    };
    await control(rig, 'POST', `/dashboard/orders/${apruveOrderId}/invoices`, { ...theirs, silent: true });
    const sent = send(id, { merchantInvoiceId: 'A', amountCents: 5_000 });
    await expect(sent).rejects.toMatchObject(refusal('refused-by-apruve'));
    expect((await sandboxState(rig, apruveOrderId)).invoices).toMatchObject([{ amount_cents: 9_000 }]);
  });

  it('never exceeds the cap when operators invoice at once', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const sent = await Promise.allSettled([send(id, { amountCents: 8_000 }), send(id, { amountCents: 8_000 })]);
    expect(sent.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('turns the next one away when too many wait', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1, delay_ms: 2_000 });
    const first = send(id, { amountCents: 100 });
    await requestArrives(rig, `/orders/${apruveOrderId}/invoices`);
    const more = await Promise.allSettled(Array.from({ length: MAILBOX_LIMIT + 1 }, () => send(id, { amountCents: 100 })));
    await expect(first).resolves.toMatchObject({ outcome: 'done' });
    const failures = more.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason as unknown);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject(refusal('busy'));
  });
});
