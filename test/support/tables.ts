import { gzipSync } from 'node:zlib';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import type { InboxRow } from '../../activities/ledger/inbox.ts';
import type { NotificationRow } from '../../activities/ledger/outbox.ts';
import type { StoredBuild } from '../../activities/ledger/builds.ts';
import {
  batches,
  channels,
  checkouts,
  invoices,
  notificationQueues,
  notifications,
  paymentTransactions,
  rateLimits,
  webhookEvents,
  workflowBuilds,
} from '../../activities/ledger/schema/index.ts';
import type { TransactionRow } from '../../activities/ledger/transactions.ts';

/*
 * What a test does to the ledger's tables directly: age a row, falsify a row, lock a table. Only here do tests read or write SQL;
 * everything else asks the ledger.
 */

/** Overwrites columns of a checkout. */
export async function changeCheckout(db: Ledger, id: string, columns: Partial<CheckoutRow>): Promise<void> {
  await db.update(checkouts).set(columns).where(eq(checkouts.id, id));
}

/** Makes a batch one of so many days ago. */
export async function ageBatch(db: Ledger, id: string, days: number): Promise<void> {
  await db
    .update(batches)
    .set({ createdAt: sql`now() - ${days} * interval '1 day'` })
    .where(eq(batches.id, id));
}

/** Takes a build away, as if it had never been stored. */
export async function removeBuild(db: Ledger, id: string): Promise<StoredBuild> {
  const [removed] = await db.delete(workflowBuilds).where(eq(workflowBuilds.id, id)).returning();
  if (removed === undefined) throw new Error(`no build ${id}`);
  return removed;
}

/** Overwrites columns of a checkout's rows of one action. */
export async function changeTransactions(
  db: Ledger,
  checkoutId: string,
  action: string,
  columns: Partial<Omit<TransactionRow, 'id'>>,
): Promise<void> {
  const which = and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.action, action));
  await db.update(paymentTransactions).set(columns).where(which);
}

/** Overwrites columns of the rows of a checkout's invoices. */
export async function changeInvoices(
  db: Ledger,
  checkoutId: string,
  columns: Partial<typeof invoices.$inferInsert>,
): Promise<void> {
  await db.update(invoices).set(columns).where(eq(invoices.checkoutId, checkoutId));
}

/** Overwrites columns of notifications: of one checkout, or only of its one with this number. */
export async function changeNotifications(
  db: Ledger,
  { checkoutId, sequence }: { checkoutId: string; sequence?: number },
  columns: Partial<NotificationRow>,
): Promise<void> {
  const which = and(
    eq(notifications.checkoutId, checkoutId),
    sequence === undefined ? undefined : eq(notifications.sequence, sequence),
  );
  await db.update(notifications).set(columns).where(which);
}

/** Lets a sender's hold of a checkout's notifications end, as it does where the sender was killed. */
export async function endHold(db: Ledger, checkoutId: string): Promise<void> {
  await db
    .update(notificationQueues)
    .set({ dueAt: sql`now()` })
    .where(eq(notificationQueues.checkoutId, checkoutId));
}

/** How many calls the ledger has counted of somebody in the present minute. */
export async function pointsOf(db: Ledger, key: string): Promise<number | undefined> {
  const [row] = await db.select().from(rateLimits).where(eq(rateLimits.key, key));
  return row?.points;
}

/** Puts events into the inbox that were never signaled. */
export async function insertEvents(db: Ledger, ...events: (typeof webhookEvents.$inferInsert)[]): Promise<InboxRow[]> {
  return db.insert(webhookEvents).values(events).returning();
}

/** Fills the inbox with `count` events, about an order `o<n>` and an invoice `i<n>` each; every thousandth is unsettled. */
export async function fillInbox(db: Ledger, count: number): Promise<void> {
  await db.execute(sql`
    insert into ${webhookEvents} (uuid, channel, event, apruve_order_id, apruve_invoice_id, outcome, body)
    select 'u' || i, 'default', 'invoice.open', 'o' || i, 'i' || i, case when i % 1000 = 0 then 'signaled' else 'applied' end, '{}'
    from generate_series(1, ${count}::int) i`);
  await db.execute(sql`analyze webhook_events`);
}

/** Puts copies of a checkout and its invoices beside it, each with a number of its own. */
export async function copyCheckout(db: Ledger, id: string, count: number): Promise<void> {
  const { rows } = await db.execute<{ names: string }>(sql`
    select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns where table_name = 'checkouts'
    and is_generated = 'NEVER' and column_name not in ('id', 'merchant_order_id', 'customer', 'created_at')`);
  const names = sql.raw(rows[0]?.names ?? '');
  const customer = sql`jsonb_build_object('email', 'buyer' || i || '@copy.test', 'name', 'Copy ' || i, 'id', 'C-' || i)`;
  await db.execute(sql`
    insert into checkouts (id, merchant_order_id, customer, created_at, ${names})
    select id || i, merchant_order_id || '-' || i, ${customer}, created_at - make_interval(mins => i), ${names}
    from checkouts, generate_series(1, ${count}::int) i where id = ${id}`);
  await db.execute(sql`
    insert into invoices (checkout_id, apruve_invoice_id, channel, mode, currency, status, amount_cents, outstanding_cents, due_at, overdue, paid_at, search)
    select checkout_id || i, apruve_invoice_id, channel, mode, currency, status, amount_cents, outstanding_cents, due_at + make_interval(mins => i),
      overdue, paid_at, search || '-' || i
    from invoices, generate_series(1, ${count}::int) i where checkout_id = ${id}`);
  await db.execute(sql`vacuum analyze checkouts, invoices`);
}

/** How PostgreSQL would run a query. */
export async function planOf(db: Ledger, query: { getSQL(): SQL }): Promise<string> {
  const { rows } = await db.execute(sql`explain ${query.getSQL()}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

/** Runs `work` while the table of checkouts is locked. */
export async function whileCheckoutsAreLocked<T>(db: Ledger, work: () => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`lock table checkouts in access exclusive mode`);
    return work();
  });
}

/** The ids of all checkouts that have not ended. */
export async function unfinishedCheckouts(db: Ledger): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`select id from checkouts where completed_at is null`);
  return rows.map(({ id }) => id);
}

/** How many notifications a checkout has, sent or not. */
export async function countNotifications(db: Ledger, checkoutId: string): Promise<number> {
  return db.$count(notifications, eq(notifications.checkoutId, checkoutId));
}

/** Empties the ledger of checkouts, and of all that belongs to one. */
export async function emptyLedger(db: Ledger): Promise<void> {
  await db.execute(sql`truncate checkouts, webhook_events, notification_queues, idempotency_keys cascade`);
}

/** All that the ledger holds, as text: to look for what must not be in it. */
export async function dump(db: Ledger): Promise<string> {
  const { rows } = await db.execute<{ text: string }>(sql`select schema_to_xml('public', true, false, '')::text as text`);
  return rows[0]?.text ?? '';
}

/** How often each statement on a table was run that this connection has prepared. */
export async function preparedRuns(db: Ledger, table: string): Promise<number[]> {
  const { rows } = await db.execute<{ runs: string }>(
    sql`select generic_plans + custom_plans as runs from pg_prepared_statements where statement like ${`%from "${table}"%`}`,
  );
  return rows.map(({ runs }) => Number(runs));
}

/** Has the ledger refuse what a process writes about one checkout. Answers what has it accept that again. */
export async function refuseVersions(db: Ledger, id: string): Promise<() => Promise<void>> {
  const name = `refuse_${id}`;
  const body = `begin raise exception ''refused by a test''; end`;
  const trigger = `before update of version on checkouts for each row when (new.id = '${id}') execute function ${name}()`;
  await db.execute(sql.raw(`create function ${name}() returns trigger language plpgsql as '${body}'`));
  await db.execute(sql.raw(`create trigger ${name} ${trigger}`));
  return async () => void (await db.execute(sql.raw(`drop function ${name} cascade`)));
}

/** How many statements wait for a lock. */
export async function countWaiting(db: Ledger): Promise<number> {
  const waiting = sql`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await db.execute(waiting)).rows.length;
}

/** Seals the key of a channel as with another `SECRETS_KEY`, with which nobody can open it. */
export async function sealOtherwise(db: Ledger, channelId: string): Promise<void> {
  await db.update(channels).set({ apiKeySealed: 'sealed otherwise' }).where(eq(channels.id, channelId));
}

/** Has a stored build be code that no SDK loads. */
export async function breakBuild(db: Ledger, id: string): Promise<void> {
  await db
    .update(workflowBuilds)
    .set({ code: gzipSync('not a bundle') })
    .where(eq(workflowBuilds.id, id));
}

/** Has the ledger lose the builds that are stored, as a restore of an older one does. */
export async function loseBuilds(db: Ledger): Promise<void> {
  await db.execute(sql`delete from workflow_builds`);
}

/** Has PostgreSQL write every statement to its log while `work` runs. */
export async function whileStatementsAreLogged<T>(db: Ledger, work: () => Promise<T>): Promise<T> {
  const log = async (which: 'all' | 'none'): Promise<void> => {
    await db.execute(sql.raw(`alter system set log_statement = '${which}'`));
    await db.execute(sql`select pg_reload_conf()`);
  };
  await log('all');
  try {
    return await work();
  } finally {
    await log('none');
  }
}

/** Ends the connections that listen for changes, and answers how many there were. */
export async function endListeners(db: Ledger): Promise<number> {
  const listening = sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'checkout changes'`;
  return (await db.execute(listening)).rows.length;
}
