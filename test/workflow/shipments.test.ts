import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import {
  addShipmentUpdate,
  checkoutQuery,
  issueInvoiceUpdate,
  sendInvoiceSignal,
  sendInvoiceUpdate,
  updateInvoiceUpdate,
  updateShipmentUpdate,
} from '../../workflows/contract/messages.ts';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { processOf, refusal } from '../support/process.ts';
import { askApruve, authorizedCheckout, control, fault, readRows, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

const rig = withRig({ POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '1h' });

interface AtApruve {
  id: string;
  merchant_shipment_id: string;
  amount_cents: number;
  status: string;
  tracking_number: string | null;
}

/** An authorized checkout over $115.00. */
async function started() {
  const { id, apruveOrderId } = await authorizedCheckout(rig);
  const checkout = processOf(rig, id);
  const shipments = async () => (await checkout.facts()).invoices[0]?.shipments ?? [];
  return {
    ...checkout,
    id,
    apruveOrderId,
    shipments,
    invoiceId: async () => (await checkout.facts()).invoices[0]?.id ?? '',
    /** `number amount status` of its shipments at Apruve. */
    there: async () =>
      ((await sandboxState(rig, apruveOrderId)).shipments as unknown as AtApruve[]).map(
        ({ merchant_shipment_id, amount_cents, status }) => `${merchant_shipment_id} ${amount_cents} ${status}`,
      ),
    shippedRows: async () =>
      (await readRows(rig, id)).flatMap(({ action, step, amountCents, reference }) =>
        action === 'shipment' ? [`${step} ${amountCents} ${reference}`] : [],
      ),
    knows: (expected: object[]) => expect.poll(shipments).toMatchObject(expected),
  };
}

/** The same with an invoice over all of it, numbered A, and its automatic shipment. */
async function invoiced() {
  const checkout = await started();
  await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' });
  return { ...checkout, invoiceId: await checkout.invoiceId() };
}

describe('the shipments of an invoice', () => {
  it('begin with an automatic one, which the first that is asked for rewrites; the next are over what is left', async () => {
    const checkout = await invoiced();
    const { invoiceId } = checkout;
    const [automatic] = await checkout.shipments();
    expect(automatic).toMatchObject({ number: 'A-S1', amountCents: 11_500, automatic: true });
    const parcel = { invoiceId, merchantShipmentId: 'PARCEL-1', amountCents: 5_000, trackingNumber: '1Z' };
    await expect(checkout.ask(addShipmentUpdate, parcel)).resolves.toMatchObject({ created: true, shipmentNumber: 'PARCEL-1' });
    await expect(checkout.ask(addShipmentUpdate, parcel)).resolves.toMatchObject({ created: false });
    const shown = { status: 'partial', trackingNumber: '1Z' };
    expect(await checkout.shipments()).toMatchObject([{ id: automatic?.id, number: 'PARCEL-1', amountCents: 5_000, shown }]);
    expect(await checkout.there()).toEqual(['PARCEL-1 5000 partial']);

    await expect(checkout.ask(addShipmentUpdate, { invoiceId })).resolves.toMatchObject({ created: true });
    expect(await checkout.there()).toEqual(['PARCEL-1 5000 partial', 'A-S2 6500 fulfilled']);
    const exceeded = { cause: { type: 'shipment-exceeded', details: [{ remaining_cents: 0 }] } };
    await expect(checkout.ask(addShipmentUpdate, { invoiceId })).rejects.toMatchObject(exceeded);
    const [first, second] = await checkout.shipments();
    expect(await checkout.shippedRows()).toEqual([`shipment:A:A-S1 5000 ${first?.id}`, `shipment:A:A-S2 6500 ${second?.id}`]);
  });

  it.skipIf(IN_SHORT_RUNS)(
    'are made by the activity of their invoice; of both, one without an answer is looked up, and made once',
    async () => {
      const calls = async ({ handle }: Pick<Awaited<ReturnType<typeof started>>, 'handle'>): Promise<string[]> =>
        ((await handle.fetchHistory()).events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
          scheduled?.activityType?.name?.match(/invoice|shipment/i) ? [scheduled.activityType.name] : [],
        );
      const lose = (path: string) => fault(rig, { method: 'POST', path, times: 1, status: 500, commit: 'before' });
      const smooth = await invoiced();
      expect(await calls(smooth)).toEqual(['invoiceAndShip']);
      const lostInvoice = await started();
      await lose(`/orders/${lostInvoice.apruveOrderId}/invoices`);
      await lostInvoice.ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' });
      const lostShipment = await started();
      await lose('/shipments');
      await lostShipment.ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' });
      expect(await calls(lostShipment)).toContain('createShipment');
      for (const checkout of [smooth, lostInvoice, lostShipment]) {
        expect(await checkout.there()).toEqual(['A-S1 11500 fulfilled']);
        expect(await checkout.handle.query(checkoutQuery)).toEqual(await checkout.facts());
        expect((await sandboxState(rig, checkout.apruveOrderId)).invoices).toHaveLength(1);
      }
    },
  );

  it('are changed within what the others leave of the invoice', async () => {
    const checkout = await invoiced();
    const { invoiceId } = checkout;
    await checkout.ask(addShipmentUpdate, { invoiceId, amountCents: 5_000, shipper: 'UPS' });
    await checkout.ask(addShipmentUpdate, { invoiceId, amountCents: 6_000 });
    const change = { invoiceId, shipmentId: (await checkout.shipments())[0]?.id ?? '' };
    const exceeded = checkout.ask(updateShipmentUpdate, { ...change, amountCents: 5_501 });
    await expect(exceeded).rejects.toMatchObject(refusal('shipment-exceeded'));
    await checkout.ask(updateShipmentUpdate, { ...change, amountCents: 5_500 });
    expect(await checkout.there()).toEqual(['A-S1 5500 fulfilled', 'A-S2 6000 partial']);
    expect((await checkout.shipments())[0]).toMatchObject({ amountCents: 5_500, shown: { shipper: 'UPS' } });
  });

  it('that were asked for with their invoice are not rewritten', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'A', shipment: { amountCents: 4_000, shipper: 'UPS' } });
    await checkout.ask(addShipmentUpdate, { invoiceId: await checkout.invoiceId() });
    expect(await checkout.there()).toEqual(['A-S1 4000 partial', 'A-S2 7500 fulfilled']);
  });

  it('that were asked for with a draft are made as it is issued, as they were asked for last', async () => {
    const checkout = await started();
    const draft = { merchantInvoiceId: 'A', issueOnCreate: false, shipment: { amountCents: 1_000, merchantShipmentId: 'P' } };
    await checkout.ask(sendInvoiceUpdate, draft);
    const invoiceId = await checkout.invoiceId();
    const smaller = checkout.ask(updateInvoiceUpdate, { invoiceId, amountCents: 999 });
    await expect(smaller).rejects.toMatchObject(refusal('shipment-exceeded'));
    await checkout.ask(updateInvoiceUpdate, { invoiceId, shipment: { amountCents: 2_000, merchantShipmentId: 'Q' } });
    await checkout.ask(issueInvoiceUpdate, { invoiceId });
    expect(await checkout.there()).toEqual(['Q 2000 partial']);
  });

  it.each([
    ['too much', { amountCents: 1_001 }, 'shipment-exceeded'],
    ['lines that differ', { amountCents: 2, items: [{ title: 'Boots', price_total_cents: 1 }] }, 'amount-mismatch'],
    ['less than nothing', { items: [{ title: 'Discount', price_total_cents: -1 }] }, 'invalid-request'],
  ])('over %s are refused with their invoice, by signal too', async (_, shipment, code) => {
    const checkout = await started();
    const request = { amountCents: 1_000, merchantInvoiceId: 'A', shipment };
    await expect(checkout.ask(sendInvoiceUpdate, request)).rejects.toMatchObject(refusal(code));
    await checkout.handle.signal(sendInvoiceSignal, request);
    await expect.poll(async () => (await checkout.row()).attention?.code).toBe('invoice-refused');
    expect((await sandboxState(rig, checkout.apruveOrderId)).invoices).toEqual([]);
  });

  it('are changed once where the answer got lost', async () => {
    const checkout = await invoiced();
    const { invoiceId } = checkout;
    await fault(rig, { method: 'PATCH', path: `/invoices/${invoiceId}/shipments`, times: 1, status: 500, commit: 'before' });
    const parcel = { invoiceId, merchantShipmentId: 'P', amountCents: 2_000, shippedAt: '2026-12-01T10:00:00-06:00' };
    await expect(checkout.ask(addShipmentUpdate, parcel)).resolves.toMatchObject({ outcome: 'done', shipmentNumber: 'P' });
    const { items } = await control<{ items: { method: string; path: string }[] }>(rig, 'GET', '/requests');
    expect(items.filter(({ method, path }) => method === 'PATCH' && path.includes(invoiceId))).toHaveLength(1);
    expect(await checkout.there()).toEqual(['P 2000 partial']);
  });

  it('wait for the automatic one to be resolved', async () => {
    const checkout = await started();
    await fault(rig, { method: 'POST', path: '/shipments', times: 100, status: 503 });
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' });
    const further = { invoiceId: await checkout.invoiceId(), trackingNumber: '1Z999', amountCents: 2_000 };
    await expect(checkout.ask(addShipmentUpdate, further)).rejects.toMatchObject(refusal('step-unresolved'));
    await control(rig, 'DELETE', '/faults');
    await checkout.retry();
    await expect(checkout.ask(addShipmentUpdate, further)).resolves.toMatchObject({ outcome: 'done', shipmentNumber: 'A-S1' });
    expect(await checkout.there()).toEqual(['A-S1 2000 partial']);
  });

  it('take the place of one that Apruve has refused', async () => {
    const checkout = await started();
    await fault(rig, { method: 'POST', path: '/shipments', times: 1, status: 422, body: { errors: [{ title: 'No carrier' }] } });
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' });
    expect((await checkout.row()).attention).toMatchObject({ code: 'refused-by-apruve' });
    const invoiceId = await checkout.invoiceId();
    await checkout.ask(addShipmentUpdate, { invoiceId, shipper: 'UPS', merchantShipmentId: 'P' });
    expect(await checkout.row()).toMatchObject({ attention: null, facts: { unresolved: [] } });
    expect(await checkout.there()).toEqual(['P 11500 fulfilled']);
  });
});

describe('the shipments of others', () => {
  const ship = (invoiceId: string, change: object): Promise<{ id: string }> =>
    askApruve(rig, 'POST', `/invoices/${invoiceId}/shipments`, { shipped_at: new Date().toISOString(), ...change });
  const reconcile = (): Promise<ReconcileResult> =>
    rig.temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, {
      workflowId: `reconcile-${randomUUID()}`,
      taskQueue: rig.config.temporal.taskQueue,
    });

  it('are taken in as rows without a request, and changes of ours are shown, as soon as the invoice or order is read', async () => {
    const checkout = await invoiced();
    const { invoiceId } = checkout;
    await ship(invoiceId, { amount_cents: 8_000, merchant_shipment_id: 'DASH', tracking_number: '2Z' });
    await checkout.hear('shipment.created', { invoiceId });
    await checkout.knows([{ number: 'A-S1' }, { number: 'DASH', amountCents: 8_000, shown: { trackingNumber: '2Z' } }]);
    const row = (await readRows(rig, checkout.id)).find(({ step }) => step === 'shipment:A:DASH');
    expect(row).toMatchObject({ amountCents: 8_000, request: null, response: { status: 200, body: { amount_cents: 8_000 } } });

    const [automatic] = await checkout.shipments();
    await askApruve(rig, 'PUT', `/invoices/${invoiceId}/shipments/${automatic?.id}`, {
      delivered_at: '2026-12-01T10:00:00-06:00',
    });
    await checkout.hear('reconcile.order', {});
    await checkout.knows([{ shown: { deliveredAt: '2026-12-01T10:00:00-06:00' } }, {}]);
    expect((await checkout.shipments())[0]).not.toHaveProperty('automatic');
    await expect(checkout.ask(addShipmentUpdate, { invoiceId })).rejects.toMatchObject(refusal('shipment-exceeded'));
  });

  it('are all taken in by one read, also where two of them share a number', async () => {
    const checkout = await started();
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'A', shipment: { amountCents: 1_000 } });
    const invoiceId = await checkout.invoiceId();
    for (const amount_cents of [2_000, 3_000]) await ship(invoiceId, { amount_cents, merchant_shipment_id: 'TWIN' });
    await checkout.hear('shipment.created', { invoiceId });
    await checkout.knows([{ number: 'A-S1' }, { amountCents: 2_000 }, { amountCents: 3_000 }]);
    expect((await checkout.row()).attention).toBeNull();
  });

  it('are found by reconciliation, once', async () => {
    const checkout = await invoiced();
    expect(await reconcile()).toMatchObject({ told: 0 });
    await ship(checkout.invoiceId, { amount_cents: 1_000, merchant_shipment_id: 'A-S1' });
    expect(await reconcile()).toMatchObject({ told: 1 });
    const [, other] = (await sandboxState(rig, checkout.apruveOrderId)).shipments;
    await checkout.knows([{ number: 'A-S1' }, { id: other?.id, number: other?.id, amountCents: 1_000 }]);
    expect(await reconcile()).toMatchObject({ told: 0 });
  });

  it('leave nothing to ship on an invoice of others that is issued later', async () => {
    const checkout = await started();
    const draft = { amount_cents: 3_000, issue_on_create: false, merchant_invoice_id: 'D' };
    const { id: invoiceId } = await askApruve(rig, 'POST', `/orders/${checkout.apruveOrderId}/invoices`, draft);
    await checkout.hear('reconcile.invoice', { invoiceId });
    await expect.poll(checkout.invoiceId).toBe(invoiceId);
    await ship(invoiceId, { amount_cents: 1_000, merchant_shipment_id: 'DASH' });
    await checkout.ask(issueInvoiceUpdate, { invoiceId });
    expect(await checkout.there()).toEqual(['DASH 1000 partial']);
    await vi.waitFor(async () => expect(await checkout.shipments()).toMatchObject([{ number: 'DASH', amountCents: 1_000 }]));
  });
});
