import { describe, expect, it } from 'vitest';
import { askApruve, control } from '../support/shop.ts';
import { anEvent, signatureOf } from './signed.ts';
import { withApi } from './with-api.ts';

describe('shipments over HTTP', () => {
  const { rig, api, shop } = withApi({ webhooks: true });

  /** An authorized checkout over $115.00 with one invoice. */
  async function invoiced(wish: Record<string, unknown> = {}) {
    const checkout = await shop.authorized();
    const { body: invoice } = await api.post(`${checkout.path}/invoices`, wish);
    return { ...checkout, invoice, at: `${checkout.path}/invoices/${invoice.id}` };
  }
  const refused = (code: string, status = 409) => ({ status, body: { code } });
  const exceeded = (remaining_cents: number) => ({ status: 422, body: { code: 'shipment-exceeded', remaining_cents } });
  const boots = (price_total_cents: number) => ({ title: 'Work boots', sku: 'BOOT-9', quantity: 1, price_total_cents });
  const atApruve = async (id: string) => {
    const { shipments } = await control<{ shipments: { id: string }[] }>(rig, 'GET', '/state');
    return shipments.find((shipment) => shipment.id === id);
  };

  it('the first one rewrites the automatic one, is known by its number, and keeps what an update does not name', async () => {
    const { path, at, invoice } = await invoiced();
    const [automatic] = invoice.shipments;
    expect(automatic).toMatchObject({ automatic: true, status: 'fulfilled', amount_cents: 11_500 });
    const asked = { merchant_shipment_id: 'S-1', shipper: 'UPS', tracking_number: '1Z', amount_cents: 500 };
    const added = await api.post(`${at}/shipments`, asked);
    const expected = { ...asked, id: automatic.id, automatic: false, status: 'partial', delivered_at: null };
    expect(added).toMatchObject({ status: 201, body: expected });
    expect(await api.post(`${at}/shipments`, asked)).toMatchObject({ status: 200, body: added.body });
    expect(await api.post(`${at}/shipments`, { ...asked, amount_cents: 501 })).toMatchObject(refused('invoice-conflict'));
    const delivered_at = '2026-12-01T10:00:00Z';
    const updated = await api.patch(`${at}/shipments/${added.body.id}`, { delivered_at });
    expect(updated).toMatchObject({ status: 200, body: { ...added.body, delivered_at } });
    const moved = await api.patch(`${at}/shipments/${added.body.id}`, { tracking_number: '1Z-2' });
    expect(moved.body).toEqual({ ...updated.body, tracking_number: '1Z-2' });
    expect((await api.get(path)).body.invoices[0].shipments).toEqual([moved.body]);
    expect(await atApruve(added.body.id)).toMatchObject({ merchant_shipment_id: 'S-1', shipper: 'UPS', tracking_number: '1Z-2' });
  });

  it('never exceed their invoice', async () => {
    const { at } = await invoiced({ shipment: { amount_cents: 6_000 } });
    const rest = await api.post(`${at}/shipments`, { merchant_shipment_id: 'REST' });
    expect(rest).toMatchObject({ status: 201, body: { amount_cents: 5_500, status: 'fulfilled' } });
    expect(await api.post(`${at}/shipments`, {})).toMatchObject(exceeded(0));
    expect(await api.post(`${at}/shipments`, { amount_cents: 1 })).toMatchObject(exceeded(0));
    expect(await api.patch(`${at}/shipments/${rest.body.id}`, { amount_cents: 5_501 })).toMatchObject(exceeded(5_500));
    const smaller = await api.patch(`${at}/shipments/${rest.body.id}`, { amount_cents: 5_400 });
    expect(smaller).toMatchObject({ status: 200, body: { amount_cents: 5_400, status: 'partial' } });
  });

  it('tell their goods, are over them, and keep them when a change names none', async () => {
    const { at } = await invoiced();
    const asked = { merchant_shipment_id: 'S-3', shipment_items: [boots(4_000)] };
    const added = await api.post(`${at}/shipments`, asked);
    expect(added).toMatchObject({ status: 201, body: { amount_cents: 4_000 } });
    expect((await api.post(`${at}/shipments`, asked)).status).toBe(200);
    const gloves = { title: 'Safety gloves', price_total_cents: 600 };
    const other = await api.post(`${at}/shipments`, { ...asked, shipment_items: [boots(4_000), gloves] });
    expect(other).toMatchObject(refused('invoice-conflict'));
    await api.patch(`${at}/shipments/${added.body.id}`, { tracking_number: '1Z-3' });
    expect(await atApruve(added.body.id)).toMatchObject({ tracking_number: '1Z-3', shipment_items: [boots(4_000)] });
    await api.patch(`${at}/shipments/${added.body.id}`, { shipment_items: [gloves] });
    expect(await atApruve(added.body.id)).toMatchObject({ amount_cents: 600, shipment_items: [gloves] });
    await api.patch(`${at}/shipments/${added.body.id}`, { amount_cents: 700 });
    expect(await atApruve(added.body.id)).toMatchObject({ amount_cents: 700, shipment_items: [] });
  });

  it.each([
    ['a negative amount', { amount_cents: -6_000 }, 'invalid-request'],
    ['lines below nothing', { shipment_items: [{ title: 'Discount', price_total_cents: -6_000 }] }, 'invalid-request'],
    ['lines over nothing', { shipment_items: [boots(0)] }, 'invalid-request'],
    ['lines that do not give the amount', { amount_cents: 5_000, shipment_items: [boots(6_000)] }, 'amount-mismatch'],
    ['more than the invoice', { amount_cents: 11_501 }, 'shipment-exceeded'],
  ])('with %s are 422', async (_, body, code) => {
    const { path, at, invoice } = await invoiced();
    expect(await api.post(`${at}/shipments`, body)).toMatchObject(refused(code, 422));
    expect(await api.patch(`${at}/shipments/${invoice.shipments[0].id}`, body)).toMatchObject(refused(code, 422));
    expect(await api.post(`${path}/invoices`, { amount_cents: 1_000, shipment: body })).toMatchObject(refused(code, 422));
  });

  it('that somebody else makes or changes are taken in by their events; the echoes of ours stay quiet', async () => {
    const { path, at, invoice } = await invoiced();
    await api.post(`${at}/shipments`, { merchant_shipment_id: 'OURS', amount_cents: 2_000 });
    const events = async () => {
      const { items } = (await api.get('/v1/webhook-events?limit=100')).body;
      const ofInvoice = items.filter(({ apruve_invoice_id: id }: Record<string, string>) => id === invoice.id);
      return ofInvoice.map(({ event, outcome }: Record<string, string>) => `${event} ${outcome}`).toReversed();
    };
    // The process is told of one that comes before the answer is in the ledger, and finds nothing new in it.
    const ours = ['created', 'updated'].map((what) => expect.stringMatching(new RegExp(`^shipment.${what} (no-news|signaled)$`)));
    await expect.poll(events).toEqual(ours);

    const shipments = `/invoices/${invoice.id}/shipments`;
    const foreign = { amount_cents: 1_000, merchant_shipment_id: 'DASH', shipped_at: '2026-12-01T10:00:00-06:00' };
    const { id } = await askApruve(rig, 'POST', shipments, foreign);
    await expect.poll(events).toEqual([...ours, 'shipment.created applied']);
    await askApruve(rig, 'PUT', `${shipments}/${id}`, { tracking_number: '3Z' });
    await expect.poll(events).toEqual([...ours, 'shipment.created applied', 'shipment.updated applied']);
    const shown = { id, merchant_shipment_id: 'DASH', amount_cents: 1_000, tracking_number: '3Z', automatic: false };
    expect((await api.get(path)).body.invoices[0].shipments[1]).toMatchObject(shown);

    await control(rig, 'PUT', '/webhooks/mode', { hold: true });
    await askApruve(rig, 'PUT', `${shipments}/${id}`, { tracking_number: '4Z' });
    const byId = JSON.stringify(anEvent('shipment.updated', { id, tracking_number: '4Z' }));
    const address = `/webhooks/apruve/${rig.env['APRUVE_WEBHOOK_TOKEN']}`;
    const headers = { 'x-apruve-signature': signatureOf(byId) };
    expect(await api.post(address, byId, { key: null, headers })).toMatchObject({ body: { outcome: 'signaled' } });
    const tracking = async () => (await api.get(path)).body.invoices[0].shipments[1].tracking_number;
    await expect.poll(tracking).toBe('4Z');
    await control(rig, 'PUT', '/webhooks/mode', { hold: false });
  });
});
