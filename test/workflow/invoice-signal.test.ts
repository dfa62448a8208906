import { describe, expect, it, vi } from 'vitest';
import { sendInvoiceSignal, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { anOrder, authorizedCheckout, control, readCheckout, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an invoice that is asked for by signal', () => {
  const rig = withRig();

  const invoicesOf = async (id: string) => (await readCheckout(rig, id)).facts?.invoices ?? [];
  const invoiced = (id: string) => vi.waitUntil(async () => (await invoicesOf(id))[0], { timeout: 60_000, interval: 50 });

  it('is cleaned as over HTTP, and the same request by update is the same invoice', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const { handle, ask } = processOf(rig, id);
    const item = { title: '<i>A</i>\r\nB', price_total_cents: 100, description: 'a'.repeat(4_000), sku: null };
    const shipment = { shipper: ' UPS\n', trackingNumber: null };
    await handle.signal<[unknown]>(sendInvoiceSignal.name, {
      merchantInvoiceId: ' S1 ',
      amountCents: null,
      items: [item],
      shipment,
    });
    expect(await invoiced(id)).toMatchObject({ number: 'S1', amountCents: 100 });
    const { invoices } = await control<{ invoices: Record<string, unknown>[] }>(rig, 'GET', '/state');
    expect(invoices.find(({ order_id }) => order_id === apruveOrderId)).toMatchObject({
      merchant_invoice_id: 'S1',
      invoice_items: [{ title: 'A B', description: `${'a'.repeat(3_499)}…` }],
    });
    const clean = { ...item, title: 'A B' };
    await expect(
      ask(sendInvoiceUpdate, { merchantInvoiceId: 'S1', items: [clean], shipment: { shipper: 'UPS' } }),
    ).resolves.toMatchObject({ outcome: 'done', created: false });
  });

  it.each([
    ['a time that nobody can read', { shipment: { shippedAt: '31.12.2026' } }, 'shipment.shippedAt'],
    ['a number with a tag and a line break', { merchantInvoiceId: 'T<b>5</b>\nx' }, 'merchantInvoiceId'],
    ['a number that is too long', { merchantInvoiceId: 'x'.repeat(65) }, 'merchantInvoiceId'],
  ])('is refused where it has %s, and says so', async (_, request, field) => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await processOf(rig, id).handle.signal<[unknown]>(sendInvoiceSignal.name, request);
    const attention = await vi.waitUntil(async () => (await readCheckout(rig, id)).attention, { timeout: 60_000, interval: 50 });
    expect(attention).toMatchObject({ code: 'invoice-refused', message: expect.stringContaining(field) });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toEqual([]);
  });

  it('has a generated number that fits, also of the longest order number', async () => {
    const { id } = await authorizedCheckout(rig, anOrder({ merchant_order_id: 'x'.repeat(64) }));
    await processOf(rig, id).handle.signal(sendInvoiceSignal, { amountCents: 100 });
    const { number, shipments } = await invoiced(id);
    expect([number.length, shipments[0]?.number.length ?? 64]).toEqual([64, 64]);
    await expect(
      processOf(rig, id).ask(sendInvoiceUpdate, { merchantInvoiceId: number, amountCents: 100 }),
    ).resolves.toMatchObject({ created: false });
  });
});
