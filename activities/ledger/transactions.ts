import { and, asc, desc, eq, getTableColumns, isNotNull, isNull, or, sql, type InferSelectModel, type SQL } from 'drizzle-orm';
import type { LineItem } from '../../workflows/contract/requests.ts';
import type { RowAction } from '../../workflows/rules/rows.ts';
import type { Ledger, Reader } from './database.ts';
import type { RecordedRequest, RecordedResponse } from './json-columns.ts';
import { paymentTransactions } from './schema/index.ts';

/*
 * Payment transactions: one row per step of a checkout. This file is the only one that writes them.
 */

export type TransactionRow = InferSelectModel<typeof paymentTransactions>;

/** A row as it is written. A field that is absent keeps its value in a row that exists, and is null in a new one. */
export interface TransactionWrite {
  checkoutId: string;
  step: string;
  action: RowAction;
  amountCents: number;
  /** Of a new row; an existing one keeps its currency. */
  currency: string;
  active: boolean;
  successful: boolean;
  /** When: also the creation time of a new row. */
  at: Date;
  /** The step whose row this one follows from. */
  source?: string | null | undefined;
  reference?: string | null | undefined;
  request?: RecordedRequest | null | undefined;
  requestHash?: string | undefined;
  askedHash?: string | undefined;
  requestId?: string | undefined;
  response?: RecordedResponse | undefined;
  inDoubtUntil?: Date | null | undefined;
  actor?: string | null | undefined;
  note?: string | null | undefined;
}

/** Inserts the row of a step, or updates the one that is there. */
export const writeTransaction = (db: Reader, row: TransactionWrite): Promise<void> => writeTransactions(db, [row]);

/** Does so for several rows of one checkout, all with the same fields, in one statement. */
export async function writeTransactions(db: Reader, rows: readonly TransactionWrite[]): Promise<void> {
  const values = rows.map(columnsOf);
  const fields = new Set(Object.entries(values[0] ?? {}).flatMap(([field, value]) => (value === undefined ? [] : [field])));
  const changed = Object.entries(getTableColumns(paymentTransactions)).filter(([field]) => fields.has(field) && !KEPT.has(field));
  const set = Object.fromEntries(changed.map(([field, { name }]) => [field, sql`excluded.${sql.identifier(name)}`]));
  await db
    .insert(paymentTransactions)
    .values(values)
    .onConflictDoUpdate({ target: [paymentTransactions.checkoutId, paymentTransactions.step], set });
}

/** What an existing row keeps. */
const KEPT = new Set(['checkoutId', 'step', 'currency', 'createdAt']);

/** Inserts the row of a step and answers its id; null where the step has a row already, which stays as it is. */
export async function insertTransaction(db: Reader, row: TransactionWrite): Promise<number | null> {
  const [inserted] = await db
    .insert(paymentTransactions)
    .values(columnsOf(row))
    .onConflictDoNothing({ target: [paymentTransactions.checkoutId, paymentTransactions.step] })
    .returning({ id: paymentTransactions.id });
  return inserted?.id ?? null;
}

function columnsOf({ at, source, ...row }: TransactionWrite) {
  const sourceId = source == null ? source : sourceIdOf(row.checkoutId, source);
  return { ...row, sourceId, createdAt: at, updatedAt: at };
}

/** The id of a step's row, as a sub-query: null where there is none. */
const sourceIdOf = (checkoutId: string, step: string): SQL<number> =>
  sql<number>`(select id from payment_transactions where checkout_id = ${checkoutId} and step = ${step})`;

/** What becomes known of a row after it was written. */
export type TransactionChange = Partial<
  Pick<
    TransactionRow,
    'step' | 'request' | 'response' | 'reference' | 'successful' | 'inDoubtUntil' | 'lastAnswer' | 'note' | 'updatedAt'
  >
> & { source?: string; tries?: SQL; lines?: LineItem[] | SQL | null };

/** For a change of a row: its tries and one more. */
export const oneMoreTry: SQL = sql`${paymentTransactions.tries} + 1`;

/** True of a row without an answer, and of one whose answer could not be read: that one is in doubt. */
const isUnanswered = or(isNull(paymentTransactions.response), isNotNull(paymentTransactions.inDoubtUntil));

/** Which row is changed: by its id, or by its step; `unanswered` leaves a row alone that has an answer. */
export type WhichTransaction = { id: number } | { checkoutId: string; step: string; unanswered?: boolean };

/** Changes a row that exists; false where there is none to change. */
export async function updateTransaction(
  db: Reader,
  which: WhichTransaction,
  { source, ...change }: TransactionChange,
): Promise<boolean> {
  const sourceId = 'checkoutId' in which && source !== undefined ? { sourceId: sourceIdOf(which.checkoutId, source) } : {};
  const updated = await db
    .update(paymentTransactions)
    .set({ ...change, ...sourceId })
    .where(conditionOf(which))
    .returning({ id: paymentTransactions.id });
  return updated.length > 0;
}

function conditionOf(which: WhichTransaction): SQL | undefined {
  if ('id' in which) return eq(paymentTransactions.id, which.id);
  const unanswered = which.unanswered === true ? isUnanswered : undefined;
  return and(ofStep(which.checkoutId, which.step), unanswered);
}

const ofStep = (checkoutId: string, step: string): SQL | undefined =>
  and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.step, step));

/** All rows of a checkout, oldest first. */
export async function listTransactions(db: Reader, checkoutId: string): Promise<TransactionRow[]> {
  return db
    .select()
    .from(paymentTransactions)
    .where(eq(paymentTransactions.checkoutId, checkoutId))
    .orderBy(asc(paymentTransactions.id));
}

/** The row of one step, or null. */
export async function findTransaction(db: Reader, checkoutId: string, step: string): Promise<TransactionRow | null> {
  const [row] = await db.select().from(paymentTransactions).where(ofStep(checkoutId, step));
  return row ?? null;
}

/** The newest row of this action, whatever its step is called, or null. */
export async function findLatestOfAction(db: Ledger, checkoutId: string, action: RowAction): Promise<TransactionRow | null> {
  const [row] = await db
    .select()
    .from(paymentTransactions)
    .where(and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.action, action)))
    .orderBy(desc(paymentTransactions.id))
    .limit(1);
  return row ?? null;
}

/** How many rows of this action a checkout has. */
export const countOfAction = (db: Reader, checkoutId: string, action: RowAction): Promise<number> =>
  db.$count(paymentTransactions, and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.action, action)));

/** The steps that were done for one request without a number: more than one where Apruve refused the first. */
export async function findRequested(db: Ledger, checkoutId: string, requestId: string): Promise<string[]> {
  const rows = await db
    .select({ step: paymentTransactions.step })
    .from(paymentTransactions)
    .where(and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.requestId, requestId)));
  return rows.map(({ step }) => step);
}

/** Steps and amounts of refunds that were sent to this path at Apruve and have no answer: they may have been made there. */
export async function listUnansweredRefunds(
  db: Ledger,
  checkoutId: string,
  path: string,
): Promise<Pick<TransactionRow, 'step' | 'amountCents'>[]> {
  return db
    .select({ step: paymentTransactions.step, amountCents: paymentTransactions.amountCents })
    .from(paymentTransactions)
    .where(
      and(
        eq(paymentTransactions.checkoutId, checkoutId),
        eq(paymentTransactions.action, 'refund'),
        isUnanswered,
        sql`${paymentTransactions.request} ->> 'path' = ${path}`,
      ),
    );
}

/** True while a step of ours that makes or changes a shipment of this invoice waits for its answer. */
export async function isShipping(db: Ledger, checkoutId: string, invoiceId: string): Promise<boolean> {
  const path = `/invoices/${encodeURIComponent(invoiceId)}/shipments`;
  const [row] = await db
    .select({ id: paymentTransactions.id })
    .from(paymentTransactions)
    .where(
      and(
        eq(paymentTransactions.checkoutId, checkoutId),
        isUnanswered,
        sql`starts_with(${paymentTransactions.request} ->> 'path', ${path})`,
      ),
    )
    .limit(1);
  return row !== undefined;
}
