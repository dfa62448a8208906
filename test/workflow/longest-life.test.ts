import { describe, expect, it, vi } from 'vitest';
import {
  addShipmentUpdate,
  apruveEventSignal,
  authorizeUpdate,
  cancelUpdate,
  finalizeUpdate,
  issueInvoiceUpdate,
  sendInvoiceUpdate,
  updateInvoiceUpdate,
  updateOrderUpdate,
  updateShipmentUpdate,
} from '../../workflows/contract/messages.ts';
import { LONGEST_LIFE, longestLife, MOST_EVENTS, type Happening } from '../support/longest-life.ts';
import { costOf, eventsOfRing, restingLength } from '../support/history.ts';
import { processOf } from '../support/process.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { anOrder, authorizedCheckout, changeAtApruve, control, fault, openCheckout, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

/** What each kind of happening cost, as it was played here. */
const measured = new Map<Happening, number>();

/** What was measured and is not what the list says: more, or so much less that the list has aged. */
const unlike = (): string[] =>
  LONGEST_LIFE.flatMap(({ what, events }) => {
    const seen = measured.get(what) ?? events;
    return seen > events || seen < events - 3 ? [`${what}: listed ${events}, measured ${seen}`] : [];
  });

describe.skipIf(IN_SHORT_RUNS)('what happens to a checkout', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '3s', POLICY_STEP_RETRY: '1h' });

  /** A checkout whose happenings are counted by name. */
  function counted(where: Rig, id: string) {
    const checkout = processOf(where, id);
    const invoice = async (invoiceId: string) => (await checkout.facts()).invoices.find((one) => one.id === invoiceId);
    return {
      ...checkout,
      invoice,
      count: async (name: Happening, happen: () => Promise<unknown>) => {
        const before = await restingLength(checkout.handle);
        await happen();
        measured.set(name, (await restingLength(checkout.handle)) - before);
      },
      until: (holds: () => Promise<boolean>) => vi.waitUntil(holds, { timeout: 60_000, interval: 50 }),
    };
  }

  it('costs events: before the order is accepted', async () => {
    const { id, lightbox } = await openCheckout(rig, anOrder({ finalize_on_create: false }));
    const checkout = counted(rig, id);
    measured.set('opened', await restingLength(checkout.handle));
    await checkout.count('order changed', () => checkout.ask(updateOrderUpdate, { poNumber: 'PO-1' }));
    const apruveOrderId = await useLightbox(rig, (await checkout.row()).lightbox ?? lightbox, 'pending');
    await checkout.count('authorized in the lightbox', () => checkout.ask(authorizeUpdate, { apruveOrderId }));
    await checkout.count('order finalized', () => checkout.ask(finalizeUpdate, {}));
    await control(rig, 'POST', `/orders/${apruveOrderId}/accept`);
    await checkout.count('approved', async () => {
      await checkout.hear('order.accepted', { orderId: apruveOrderId });
      await checkout.reaches('authorized');
    });
    expect(unlike()).toEqual([]);
  });

  it('costs events: an invoice', async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = counted(rig, id);
    await checkout.count('invoice drafted', () => checkout.ask(sendInvoiceUpdate, { amountCents: 5_000, issueOnCreate: false }));
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await checkout.count('draft changed', () => checkout.ask(updateInvoiceUpdate, { invoiceId, amountCents: 6_000 }));
    await checkout.count('invoice issued and shipped', () => checkout.ask(issueInvoiceUpdate, { invoiceId }));
    await checkout.count('request refused', () => checkout.ask(sendInvoiceUpdate, { amountCents: 99_999 }).catch(() => {}));
    await checkout.count('further shipment', () => checkout.ask(addShipmentUpdate, { invoiceId, amountCents: 1_000 }));
    const shipmentId = (await checkout.invoice(invoiceId))?.shipments[0]?.id ?? '';
    await checkout.count('shipment changed', () => checkout.ask(updateShipmentUpdate, { invoiceId, shipmentId, shipper: 'UPS' }));
    await control(rig, 'POST', `/invoices/${invoiceId}/fund`);
    await checkout.count('event of an invoice', async () => {
      await checkout.hear('invoice.funded', { invoiceId });
      await checkout.until(async () => (await checkout.invoice(invoiceId))?.fundedAt !== null);
    });
    const copy = { uuid: `${id}-1`, event: 'invoice.funded', invoiceId };
    await checkout.count('copy of an event', () => checkout.handle.signal(apruveEventSignal, copy));
    expect(unlike()).toEqual([]);
  });

  it('costs events: an invoice falls overdue', async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = counted(rig, id);
    await checkout.ask(sendInvoiceUpdate, { issueOnCreate: false });
    const invoiceId = (await checkout.facts()).invoices[0]?.id ?? '';
    await changeAtApruve(rig, invoiceId, { due_at: new Date(Date.now() + 3_000).toISOString() });
    await checkout.ask(issueInvoiceUpdate, { invoiceId });
    await checkout.count('due date passed', () =>
      checkout.until(async () => (await checkout.invoice(invoiceId))?.overdueSince !== null),
    );
    expect(unlike()).toEqual([]);
  });

  it('costs events: a step that Apruve does not answer', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = counted(rig, id);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1000, status: 503 });
    await checkout.count('step gets stuck', () => checkout.ask(sendInvoiceUpdate, {}));
    await checkout.count('retried by hand', () => checkout.retry());
    await control(rig, 'DELETE', '/faults');
    expect(unlike()).toEqual([]);
  });

  it('costs events: time', async () => {
    const restless = await startRig({
      POLICY_LOST_RETURN_AFTER: '3s',
      POLICY_APPROVAL_POLL: '1s',
      POLICY_EXPIRY_WARNING: '1s',
      POLICY_STEP_BOUND: '1500ms',
      POLICY_STEP_RETRY: '200ms',
    });
    try {
      await Promise.all([pollApproval(restless), retryStuckStep(restless), expire(restless)]);
    } finally {
      await restless.stop();
    }
    expect(unlike()).toEqual([]);
  });

  async function pollApproval(restless: Rig): Promise<void> {
    const { id, lightbox } = await openCheckout(restless);
    const checkout = processOf(restless, id);
    await checkout.ask(authorizeUpdate, { apruveOrderId: await useLightbox(restless, lightbox, 'pending') });
    measured.set('approval polled', await eventsOfRing(checkout.handle));
    await checkout.ask(cancelUpdate, {});
  }

  async function retryStuckStep(restless: Rig): Promise<void> {
    const { id, apruveOrderId } = await authorizedCheckout(restless);
    const { ask, handle } = processOf(restless, id);
    await fault(restless, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1_000, status: 503 });
    await ask(sendInvoiceUpdate, {});
    measured.set('stuck step tried again', await eventsOfRing(handle));
  }

  async function expire(restless: Rig): Promise<void> {
    const expire_at = new Date(Date.now() + 8_000).toISOString();
    const { id } = await authorizedCheckout(restless, anOrder({ expire_at }));
    const checkout = counted(restless, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    const rings = async () => costOf(await checkout.handle.fetchHistory()).rings;
    await checkout.count('ring for nothing', () => checkout.until(async () => (await rings()) === 1));
    await checkout.count('expired, and the rest released', () => checkout.until(async () => (await checkout.facts()).released));
  }
});

describe('the longest life of a checkout', () => {
  it.skipIf(IN_SHORT_RUNS)('is counted with what was measured, and with nothing else', () => {
    expect(LONGEST_LIFE.map(({ what }) => what).filter((what) => !measured.has(what))).toEqual([]);
  });

  it(`stays below ${MOST_EVENTS} events`, () => {
    expect(longestLife()).toBeLessThan(MOST_EVENTS);
  });
});
