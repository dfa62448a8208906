import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptedText, historiesOf } from '../support/history.ts';
import { fault } from '../support/shop.ts';
import { startTestTemporal } from '../stack/services.ts';
import { withApi } from './with-api.ts';

/** How many updates this server lets a process take; Temporal's own default is 2,000. */
const UPDATES = 10;

describe('a process that is asked more often than Temporal allows one history', () => {
  let server: Awaited<ReturnType<typeof startTestTemporal>> | undefined;
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-full-'));
    server = await startTestTemporal(dir, [`history.maxTotalUpdates=${UPDATES}`]);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const { rig, api, shop } = withApi({
    env: () => ({ TEMPORAL_ADDRESS: server?.address ?? '', POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '1h' }),
  });

  it('goes on in a new history when it rests, and is never full', async () => {
    const { id, path } = await shop.authorized();
    const handle = rig.temporal.client.workflow.getHandle(id);
    const { runId } = await handle.describe();
    for (let n = 0; n < 2 * UPDATES; n += 1) {
      const asked = await api.post(`${path}/invoices`, { amount_cents: 100 });
      expect(asked).toMatchObject({ status: 201 });
      const rests = async () => {
        const { raw, historyLength } = await handle.describe();
        return raw.pendingWorkflowTask == null && historyLength > 0;
      };
      await expect.poll(rests).toBe(true);
    }
    expect((await handle.describe()).runId).not.toBe(runId);
    expect((await api.get(path)).body).toMatchObject({ attention: null, credit: { invoiced_cents: 100 * 2 * UPDATES } });
  }, 120_000);

  it('has lines in none of its histories, however many there are and however often they are changed', async () => {
    const { id, path, apruveOrderId } = await shop.authorized();
    const lines = Array.from({ length: 500 }, (_, n) => ({
      title: `Part no. ${n}`,
      description: `needle ${n} `.repeat(15),
      price_total_cents: 10,
    }));
    const invoice = {
      merchant_invoice_id: 'INV-1',
      invoice_items: lines,
      issue_on_create: false,
      shipment: { shipment_items: lines },
    };
    const made = await api.post(`${path}/invoices`, invoice);
    expect(made).toMatchObject({ status: 201, body: { amount_cents: 5_000 } });
    expect(await api.post(`${path}/invoices`, invoice)).toMatchObject({ status: 200, body: { id: made.body.id } });
    const at = `${path}/invoices/${made.body.id}`;
    for (const tax_cents of [1, 2, 3]) await api.patch(at, { tax_cents });
    expect(await api.post(`${at}/issue`)).toMatchObject({ body: { shipments: [{ amount_cents: 5_000 }] } });
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1000, status: 503 });
    const stuck = await api.post(`${path}/invoices`, { ...invoice, merchant_invoice_id: 'INV-2' });
    expect(stuck).toMatchObject({ status: 202, body: { in_flight: [{ merchant_invoice_id: 'INV-2' }] } });
    for (const shipper of ['UPS', 'DHL', 'TNT', 'GLS']) {
      const shipment = `${at}/shipments/${(await api.get(path)).body.invoices[0].shipments[0].id}`;
      expect(await api.patch(shipment, { shipper, shipment_items: lines })).toMatchObject({ status: 200, body: { shipper } });
    }
    const histories = await historiesOf(rig.temporal.client, id);
    expect(histories.length).toBeGreaterThan(1);
    const text = (await Promise.all(histories.map((history) => decryptedText(history, rig.config.codec.keys)))).join();
    expect(text).toContain('INV-2');
    expect(text.match(/needle 77 /g) ?? []).toEqual([]);
    expect(text.length).toBeLessThan(JSON.stringify(lines).length);
  });
});
