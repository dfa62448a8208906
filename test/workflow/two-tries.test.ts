import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { commit } from '../../activities/ledger/commit.ts';
import { findEvents } from '../../activities/ledger/inbox.ts';
import type { Facts } from '../../workflows/contract/checkout.ts';
import { cancelInvoiceUpdate, checkoutQuery, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { attentionSignal } from '../../workflows/contract/returns.ts';
import { OTHER_FACTS, type InvoiceOutcome, type StepContext } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { redelivered } from '../../workflows/rules/events.ts';
import { advance } from '../../workflows/rules/facts.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { statusOf } from '../../workflows/rules/status.ts';
import { activitiesOf } from '../support/opening.ts';
import { processOf } from '../support/process.ts';
import {
  authorizedCheckout,
  control,
  fault,
  openCheckout,
  readCheckout,
  readRows,
  requestArrives,
  sandboxState,
} from '../support/shop.ts';
import { changeCheckout, insertEvents } from '../support/tables.ts';
import { invoiceRead, orderRead } from '../unit/rules/a-checkout.ts';
import { withRig } from '../support/with-rig.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

describe('two tries of one step', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '2s' });

  async function question(facts: Facts, id: string, version: number): Promise<StepContext> {
    const at = new Date().toISOString();
    const about = { checkoutId: id, channel: 'default', merchantOrderId: 'O', paidMeans: 'closed' as const, currency: 'USD' };
    return { ...about, at, version, facts, unknownOutcomeWaitMs: 0, handledEvents: [], onSuccess: [] };
  }
  const open: Fact[] = [orderRead('accepted'), invoiceRead('a', 'open', 5_000)];

  it('know what the first one has written, whatever the second one has seen since', async () => {
    const { id, facts } = await openCheckout(rig);
    if (facts === null) throw new Error('not open');
    const scene = await question(facts, id, 7);
    expect(await commit(rig.ledger.db, scene, open)).toEqual({ isNotified: true });
    const paid: Fact[] = [orderRead('accepted'), invoiceRead('a', 'closed', 5_000), { fact: 'invoice-captured', invoiceId: 'a' }];
    const second = await commit(rig.ledger.db, scene, paid);
    expect(second.isNotified).toBe(true);
    expect(second.facts?.invoices).toMatchObject([{ status: 'open', capturedAt: null }]);
    const row = await readCheckout(rig, id);
    expect(row).toMatchObject({ status: 'invoiced', facts: second.facts });
    expect((await readRows(rig, id)).map(({ action }) => action)).not.toContain('capture');
  });

  it('leave of an event that was handled twice that it was applied, and of a row all that two records tell', async () => {
    const { id, facts } = await openCheckout(rig);
    if (facts === null) throw new Error('not open');
    const uuid = randomUUID();
    await insertEvents(rig.ledger.db, { uuid, channel: 'default', event: 'order.accepted', body: {} });
    const again = redelivered({ uuid, event: 'order.accepted' }, 'again').uuid;
    const handledEvents = [
      { uuid, outcome: 'applied' as const },
      { uuid: again, outcome: 'no-news' as const },
    ];
    const scene = { ...(await question(facts, id, 7)), handledEvents };
    const told = [{ request: { method: 'GET', path: '/orders/o', body: null } }, { response: { status: 200, body: {} } }];
    const records = told.map((each) => ({ step: PURCHASE_STEP, ...each }));
    await commit(rig.ledger.db, scene, [orderRead('accepted')], records);
    expect(await findEvents(rig.ledger.db, uuid)).toMatchObject([{ outcome: 'applied' }]);
    expect(await readRows(rig, id)).toMatchObject([{ action: 'authorize', ...told[0], ...told[1] }]);
  });

  it('are built upon each other where the first one was given up before it wrote', async () => {
    const { id, facts } = await openCheckout(rig);
    if (facts === null) throw new Error('not open');
    await commit(rig.ledger.db, await question(facts, id, 7), open);
    const warned = await commit(rig.ledger.db, await question(facts, id, 8), [{ fact: 'expiry-warned' }]);
    expect(warned.facts).toMatchObject({ version: 8, invoices: [{ status: 'open' }], order: { status: 'accepted' } });
    expect(warned.facts?.expiryWarnedAt).not.toBeNull();
    const late = await commit(rig.ledger.db, await question(facts, id, 6), [{ fact: 'order-looked-up' }]);
    expect(late).toEqual({ isNotified: false });
    expect(await readCheckout(rig, id)).toMatchObject({ status: 'invoiced', version: 8, facts: { lookedUpAt: null } });
  });

  it.skipIf(IN_SHORT_RUNS)(
    'are told apart by the version that the process names in place of the facts: it goes on with what the first one has written',
    async () => {
      const { id } = await authorizedCheckout(rig);
      const { handle, ...checkout } = processOf(rig, id);
      const before = await checkout.facts();
      const attention = { code: 'unavailable', subject: 'a', message: 'seen by the first one' };
      const first = await question(before, id, before.version + 1);
      await commit(rig.ledger.db, first, [{ fact: 'attention', attention }]);
      await handle.signal(attentionSignal, { ...attention, message: 'seen by the second one' });
      await checkout.ask(sendInvoiceUpdate, { amountCents: 1_000 });
      const known = await handle.query(checkoutQuery);
      expect(known).toMatchObject({ attentions: [{ message: 'seen by the first one' }], invoices: [{ amountCents: 1_000 }] });
      expect(known).toEqual(await checkout.facts());
      const { events } = await handle.fetchHistory();
      const failures = (events ?? []).flatMap(({ activityTaskFailedEventAttributes: failed }) => failed?.failure ?? []);
      expect(failures.map(({ applicationFailureInfo }) => applicationFailureInfo?.type)).toEqual([OTHER_FACTS]);
    },
  );

  it('leave the facts to the process where a worker with other rules has written others under the same version', async () => {
    const { id } = await authorizedCheckout(rig);
    const { handle, ...checkout } = processOf(rig, id);
    const facts = { ...(await checkout.facts()), expiryWarnedAt: new Date().toISOString() };
    await changeCheckout(rig.ledger.db, id, { facts });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 1_000 });
    const known = await handle.query(checkoutQuery);
    expect(known).toMatchObject({ invoices: [{ amountCents: 1_000 }], expiryWarnedAt: null });
    expect(known).toEqual(await checkout.facts());
  });

  it.each(['after the invoice was stored', 'at its very end'])(
    'make an invoice and its shipment once each where the first one is cut off %s',
    async (when) => {
      const { id, apruveOrderId } = await authorizedCheckout(rig);
      const { facts } = await readCheckout(rig, id);
      if (facts === null) throw new Error('not open');
      const scene = await question(facts, id, facts.version + 1);
      const { createInvoice, invoiceAndShip } = activitiesOf(rig);
      const plan = { number: 'A', amountCents: 4_000, wholeOrder: false, request: {} };
      const inTime = { scheduledTimestampMs: Date.now(), scheduleToCloseTimeoutMs: 60_000 };
      const first = when === 'at its very end' ? invoiceAndShip : createInvoice;
      await new MockActivityEnvironment(inTime).run(first, scene, apruveOrderId, plan);
      const second: InvoiceOutcome = await new MockActivityEnvironment(inTime).run(invoiceAndShip, scene, apruveOrderId, plan);
      const { invoices, shipments } = await sandboxState(rig, apruveOrderId);
      expect([invoices.length, shipments.length]).toEqual([1, 1]);
      const row = await readCheckout(rig, id);
      expect(row).toMatchObject({ version: facts.version + 2, facts: { invoices: [{ shipments: [{ number: 'A-S1' }] }] } });
      const { newFacts = [], ledgerFacts } = second.shipped ?? {};
      const invoiced = second.ledgerFacts ?? advance(facts, second.newFacts, scene.at, scene.version);
      expect(ledgerFacts ?? advance(invoiced, newFacts, scene.at, scene.version + 1)).toEqual(row.facts);
    },
  );

  it('leave ledger and process at one, also where a try was given up and lands after that', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    const invoices = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path: invoices, times: 100, status: 503 });
    await expect(checkout.ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'unresolved' });
    await control(rig, 'DELETE', '/faults');
    await fault(rig, { method: 'POST', path: invoices, times: 1, delay_ms: 3_500, commit: 'after' });
    await checkout.retry();
    await requestArrives(rig, invoices);
    await checkout.reaches('invoiced');
    await expect
      .poll(() => checkout.handle.query(checkoutQuery))
      .toMatchObject({ invoices: [{ status: 'open', shipments: [{}] }], unresolved: [] });
    const known = await checkout.handle.query(checkoutQuery);
    expect(known).toEqual(await checkout.facts());
    expect(known && statusOf(known)).toBe('invoiced');
    const invoiceId = known?.invoices[0]?.id ?? '';
    await expect(checkout.ask(cancelInvoiceUpdate, { invoiceId })).resolves.toMatchObject({ outcome: 'done' });
  });
});
