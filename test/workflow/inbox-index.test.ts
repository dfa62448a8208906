import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openLedger, type LedgerConnection } from '../../activities/ledger/database.ts';
import { webhookEvents } from '../../activities/ledger/schema.ts';
import { unsettledEvents } from '../../activities/ledger/event-matching.ts';
import { copyDatabase } from '../support/databases.ts';

let ledger: LedgerConnection;
beforeAll(async () => {
  ledger = openLedger(await copyDatabase(inject('services').databaseUrl), { max: 1 });
});
afterAll(() => ledger.close());

it('finds the events that wait for an order or an invoice by index, however many were settled', async () => {
  const { db } = ledger;
  await db.execute(sql`
    insert into ${webhookEvents} (uuid, channel, event, apruve_order_id, apruve_invoice_id, outcome, body)
    select 'u' || i, 'default', 'invoice.open', 'o' || i, 'i' || i, case when i % 1000 = 0 then 'signaled' else 'applied' end, '{}'
    from generate_series(1, 20000) i`);
  await db.execute(sql`analyze webhook_events`);
  const waiting = unsettledEvents(db, 'default', { orderId: 'o1000', invoiceId: 'i2000' });
  expect((await waiting).map(({ uuid }) => uuid).toSorted()).toEqual(['u1000', 'u2000']);
  const { rows } = await db.execute(sql`explain ${waiting}`);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).not.toContain('Seq Scan');
  expect(plan).toContain('webhook_events_');
});
