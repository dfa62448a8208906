import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openLedger, type LedgerConnection } from '../../activities/ledger/database.ts';
import { unsettledEvents } from '../../activities/ledger/event-matching.ts';
import { copyDatabase } from '../support/databases.ts';
import { fillInbox, planOf } from '../support/tables.ts';

let ledger: LedgerConnection;
beforeAll(async () => {
  ledger = openLedger(await copyDatabase(inject('services').databaseUrl), { max: 1 });
});
afterAll(() => ledger.close());

it('finds the events that wait for an order or an invoice by index, however many were settled', async () => {
  const { db } = ledger;
  await fillInbox(db, 20_000);
  const waiting = unsettledEvents(db, 'default', { orderId: 'o1000', invoiceId: 'i2000' });
  expect((await waiting).map(({ uuid }) => uuid).toSorted()).toEqual(['u1000', 'u2000']);
  const plan = await planOf(db, waiting);
  expect(plan).not.toContain('Seq Scan');
  expect(plan).toContain('webhook_events_');
});
