import { and, eq, inArray, ne, or, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { CheckoutRow } from '../checkouts.ts';
import { eraseRequests } from '../http-api/api-requests.ts';
import { eraseViews } from '../http-api/saved-views.ts';
import { forgetTroubles } from '../reconciliation.ts';
import type { Transaction } from '../database.ts';
import { batchLines, idempotencyKeys, keptLines, notes, notifications, webhookEvents } from '../schema/index.ts';
import { listTransactions, updateTransaction, type TransactionRow } from '../transactions.ts';
import { ERASED, erasedItem, withoutPersons, withoutQuery } from './without-persons.ts';

/** How many rows of each kind held something about a buyer. */
export interface ErasedRows {
  transactions: number;
  /** Kept lines of requests. */
  lines: number;
  events: number;
  notifications: number;
  /** What people wrote about its checkout. */
  notes: number;
  /** First outcomes of requests, kept under their idempotency keys. */
  outcomes: number;
}

/** Erases the buyer in everything that follows from a checkout. */
export async function eraseRows(tx: Transaction, row: CheckoutRow): Promise<ErasedRows> {
  const rows = await listTransactions(tx, row.id);
  const references = rows.flatMap(({ reference }) => reference ?? []);
  const isAbout = or(
    eq(webhookEvents.checkoutId, row.id),
    row.apruveOrderId === null ? undefined : eq(webhookEvents.apruveOrderId, row.apruveOrderId),
    references.length === 0 ? undefined : inArray(webhookEvents.apruveInvoiceId, references),
    eq(webhookEvents.merchantOrderId, row.merchantOrderId),
  );
  const names = or(
    sql`strpos(${idempotencyKeys.route}, ${row.id}) > 0`,
    sql`strpos(${idempotencyKeys.responseLocation}, ${row.id}) > 0`,
    says(idempotencyKeys.responseBody, row.id),
  );
  await forgetTroubles(tx, row.id);
  await eraseRequests(tx, { checkoutId: row.id });
  await tx.update(batchLines).set({ detail: null }).where(eq(batchLines.checkoutId, row.id));
  return {
    transactions: await eraseTransactions(tx, rows),
    lines: await eraseLines(tx, row.id),
    events: await eraseEvents(tx, and(eq(webhookEvents.channel, row.channel), isAbout)),
    notifications: await eraseNotifications(tx, row.id),
    notes: await eraseNotes(tx, row.id),
    outcomes: await eraseOutcomes(tx, names),
  };
}

/** Erases what has this email somewhere: a whole text of an event, a part of an outcome. */
export async function eraseMentions(tx: Transaction, email: string): Promise<ErasedRows> {
  await eraseRequests(tx, { text: email });
  await eraseViews(tx, email);
  return {
    transactions: 0,
    lines: 0,
    events: await eraseEvents(tx, says(webhookEvents.body, JSON.stringify(email))),
    notifications: 0,
    notes: 0,
    outcomes: await eraseOutcomes(tx, says(idempotencyKeys.responseBody, email)),
  };
}

const says = (json: AnyPgColumn, text: string): SQL => sql`strpos(lower(${json}::text), lower(${text})) > 0`;

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

async function eraseTransactions(tx: Transaction, rows: readonly TransactionRow[]): Promise<number> {
  let erased = 0;
  for (const { id, request, response, lastAnswer, note, lines } of rows) {
    const before = { request, response, lastAnswer, note, lines };
    const after = {
      request: request && { ...request, path: withoutQuery(request.path), body: withoutPersons(request.body) },
      response: response && { ...response, body: withoutPersons(response.body) },
      lastAnswer: lastAnswer && { ...lastAnswer, text: ERASED },
      note: note && ERASED,
      lines: lines && lines.map(erasedItem),
    };
    if (isSame(before, after)) continue;
    await updateTransaction(tx, { id }, after);
    erased += 1;
  }
  return erased;
}

async function eraseLines(tx: Transaction, checkoutId: string): Promise<number> {
  let erased = 0;
  for (const { id, items } of await tx.select().from(keptLines).where(eq(keptLines.checkoutId, checkoutId))) {
    const after = items.map(erasedItem);
    if (isSame(items, after)) continue;
    await tx
      .update(keptLines)
      .set({ items: after })
      .where(and(eq(keptLines.checkoutId, checkoutId), eq(keptLines.id, id)));
    erased += 1;
  }
  return erased;
}

async function eraseEvents(tx: Transaction, which: SQL | undefined): Promise<number> {
  const { uuid, channel, body } = webhookEvents;
  let erased = 0;
  for (const event of await tx.select({ uuid, channel, body }).from(webhookEvents).where(which)) {
    const after = erasedRecord(event.body);
    if (isSame(event.body, after)) continue;
    await tx
      .update(webhookEvents)
      .set({ body: after })
      .where(and(eq(uuid, event.uuid), eq(channel, event.channel)));
    erased += 1;
  }
  return erased;
}

async function eraseNotifications(tx: Transaction, checkoutId: string): Promise<number> {
  const { id, data } = notifications;
  let erased = 0;
  for (const row of await tx.select({ id, data }).from(notifications).where(eq(notifications.checkoutId, checkoutId))) {
    const after = erasedRecord(row.data);
    if (isSame(row.data, after)) continue;
    await tx.update(notifications).set({ data: after }).where(eq(id, row.id));
    erased += 1;
  }
  return erased;
}

/** A note is about a person more often than not, and only a person could tell. */
async function eraseNotes(tx: Transaction, checkoutId: string): Promise<number> {
  const which = and(eq(notes.checkoutId, checkoutId), ne(notes.text, ERASED));
  return (await tx.update(notes).set({ text: ERASED }).where(which).returning({ id: notes.id })).length;
}

async function eraseOutcomes(tx: Transaction, which: SQL | undefined): Promise<number> {
  const { apiKeyId, key, responseBody } = idempotencyKeys;
  let erased = 0;
  for (const row of await tx.select({ apiKeyId, key, responseBody }).from(idempotencyKeys).where(which)) {
    const after = withoutPersons(row.responseBody);
    if (isSame(row.responseBody, after)) continue;
    await tx
      .update(idempotencyKeys)
      .set({ responseBody: after })
      .where(and(eq(apiKeyId, row.apiKeyId), eq(key, row.key)));
    erased += 1;
  }
  return erased;
}

const erasedRecord = (json: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withoutPersons(value, key)]));
