import {
  and,
  arrayContained,
  asc,
  count,
  desc,
  eq,
  exists,
  inArray,
  lt,
  lte,
  notExists,
  sql,
  type InferSelectModel,
  type SQL,
} from 'drizzle-orm';
import type { Ledger } from './database.ts';
import { pageOf, type Page } from './page.ts';
import { batches, batchLines, checkouts, isToInvoice, isWaiting } from './schema/index.ts';

export type BatchRow = InferSelectModel<typeof batches>;
type LineRow = InferSelectModel<typeof batchLines>;

/** A checkout that is to be invoiced, with what is left to invoice of it in cents. */
export type NewLine = Pick<LineRow, 'checkoutId' | 'amountCents'>;

/** A line with what it is known by. */
export type BatchLine = Pick<LineRow, 'checkoutId' | 'amountCents' | 'state' | 'detail' | 'invoiceNumber' | 'tries'> &
  Pick<InferSelectModel<typeof checkouts>, 'merchantOrderId' | 'mode' | 'currency'>;

/** How many lines of a batch are where. */
export type LineCounts = Record<LineRow['state'], number>;

/** Stores a batch to be sent. False where there is one of this id: a repeat. */
export async function storeBatch(db: Ledger, batch: Omit<BatchRow, 'createdAt'>, lines: readonly NewLine[]): Promise<boolean> {
  return db.transaction(async (tx) => {
    const stored = await tx.insert(batches).values(batch).onConflictDoNothing().returning({ id: batches.id });
    if (stored.length === 0) return false;
    await tx.insert(batchLines).values(lines.map((line, position) => ({ ...line, position, batchId: batch.id })));
    return true;
  });
}

const among = (channels: readonly string[] | null) =>
  channels === null ? undefined : channels.length === 0 ? sql`false` : arrayContained(batches.channels, [...channels]);

/** The batch of this id, if all of its checkouts belong to these channels; null: to any. */
export async function findBatch(db: Ledger, id: string, channels: readonly string[] | null): Promise<BatchRow | null> {
  const [row] = await db
    .select()
    .from(batches)
    .where(and(eq(batches.id, id), among(channels)));
  return row ?? null;
}

/** One page of the batches, the newest first. */
export async function listBatches(
  db: Ledger,
  channels: readonly string[] | null,
  page: { limit: number; after?: string | undefined; failed?: boolean | undefined },
): Promise<Page<BatchRow>> {
  const place = sql`(${batches.createdAt}, ${batches.id})`;
  const isOlder =
    page.after === undefined ? undefined : sql`${place} < (select ${place} from ${batches} where ${batches.id} = ${page.after})`;
  const rows = await db
    .select()
    .from(batches)
    .where(and(among(channels), isOlder, page.failed === true ? hasFailed(db) : undefined))
    .orderBy(desc(batches.createdAt), desc(batches.id))
    .limit(page.limit + 1);
  return pageOf(rows, page.limit, ({ id }) => id);
}

/** A line of it failed, and nobody has invoiced the order since. */
const hasFailed = (db: Ledger): SQL =>
  exists(
    db
      .select()
      .from(batchLines)
      .innerJoin(checkouts, eq(checkouts.id, batchLines.checkoutId))
      .where(and(eq(batchLines.batchId, batches.id), eq(batchLines.state, 'failed'), isToInvoice(checkouts.toInvoiceCents))),
  );

/** How many lines of each of these batches are where. */
export async function countLines(db: Ledger, ids: readonly string[]): Promise<Map<string, LineCounts>> {
  const counts = new Map(ids.map((id): [string, LineCounts] => [id, { waiting: 0, sent: 0, failed: 0 }]));
  if (ids.length === 0) return counts;
  const rows = await db
    .select({ id: batchLines.batchId, state: batchLines.state, lines: count() })
    .from(batchLines)
    .where(inArray(batchLines.batchId, [...ids]))
    .groupBy(batchLines.batchId, batchLines.state);
  for (const { id, state, lines } of rows) {
    const counted = counts.get(id);
    if (counted !== undefined) counted[state] = lines;
  }
  return counts;
}

/** The lines of a batch, in the order in which they were asked for. */
export async function readLines(db: Ledger, batchId: string): Promise<BatchLine[]> {
  const { checkoutId, amountCents, state, detail, invoiceNumber, tries } = batchLines;
  const { merchantOrderId, mode, currency } = checkouts;
  return db
    .select({ checkoutId, amountCents, state, detail, invoiceNumber, tries, merchantOrderId, mode, currency })
    .from(batchLines)
    .innerJoin(checkouts, eq(checkouts.id, batchLines.checkoutId))
    .where(eq(batchLines.batchId, batchId))
    .orderBy(asc(batchLines.position));
}

/**
 * Has the lines that failed sent again, each as a request of its own, in the name of whoever asks for it now, as is what still waits;
 * those that were sent stay. Answers how many.
 */
export async function retryFailedLines(
  db: Ledger,
  batchId: string,
  caller: Pick<BatchRow, 'callerId' | 'isUser' | 'isPerson'>,
): Promise<number> {
  return db.transaction(async (tx) => {
    const again = await tx
      .update(batchLines)
      .set({ state: 'waiting', detail: null, tries: 0, round: sql`${batchLines.round} + 1`, dueAt: sql`now()` })
      .where(and(eq(batchLines.batchId, batchId), eq(batchLines.state, 'failed')))
      .returning({ id: batchLines.checkoutId });
    if (again.length > 0) await tx.update(batches).set(caller).where(eq(batches.id, batchId));
    return again.length;
  });
}

/** How long a batch is kept. */
const KEPT = sql`interval '180 days'`;

/** Deletes old batches with their lines, but for those of which something is still to be sent. */
export async function purgeBatches(db: Ledger): Promise<void> {
  const isDone = notExists(
    db
      .select()
      .from(batchLines)
      .where(and(eq(batchLines.batchId, batches.id), isWaiting(batchLines.state))),
  );
  await db.delete(batches).where(and(lt(batches.createdAt, sql`now() - ${KEPT}`), isDone));
}

/** A line that is being sent, with whose it is. */
export type HeldLine = Pick<LineRow, 'batchId' | 'checkoutId' | 'amountCents' | 'round' | 'tries'> &
  Pick<BatchRow, 'callerId' | 'isUser' | 'isPerson'>;

const after = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

/** Takes up to `limit` lines that are due, for `holdMs`: after that somebody else takes those without an outcome. None is taken twice at once. */
export async function holdLines(db: Ledger, limit: number, holdMs: number): Promise<HeldLine[]> {
  const due = db.$with('due').as(
    db
      .select({ batchId: batchLines.batchId, checkoutId: batchLines.checkoutId })
      .from(batchLines)
      .where(and(isWaiting(batchLines.state), lte(batchLines.dueAt, sql`now()`)))
      .orderBy(asc(batchLines.dueAt), asc(batchLines.position))
      .limit(limit)
      .for('update', { skipLocked: true }),
  );
  const held = await db
    .with(due)
    .update(batchLines)
    .set({ dueAt: after(holdMs), tries: sql`${batchLines.tries} + 1` })
    .from(due)
    .where(and(eq(batchLines.batchId, due.batchId), eq(batchLines.checkoutId, due.checkoutId)))
    .returning({
      batchId: batchLines.batchId,
      checkoutId: batchLines.checkoutId,
      amountCents: batchLines.amountCents,
      round: batchLines.round,
      tries: batchLines.tries,
    });
  if (held.length === 0) return [];
  const { id, callerId, isUser, isPerson } = batches;
  const ids = [...new Set(held.map(({ batchId }) => batchId))];
  const asked = await db.select({ id, callerId, isUser, isPerson }).from(batches).where(inArray(id, ids));
  return held.flatMap((line) => asked.filter((batch) => batch.id === line.batchId).map((batch) => ({ ...line, ...batch })));
}

const isStill = ({ batchId, checkoutId, round }: HeldLine) =>
  and(
    eq(batchLines.batchId, batchId),
    eq(batchLines.checkoutId, checkoutId),
    eq(batchLines.round, round),
    isWaiting(batchLines.state),
  );

/** Writes what became of a line; the first outcome stays. */
export async function finishLine(
  db: Ledger,
  line: HeldLine,
  outcome: { state: 'sent'; invoiceNumber: string; amountCents: number } | { state: 'failed'; detail: string },
): Promise<void> {
  await db
    .update(batchLines)
    .set({ detail: null, ...outcome })
    .where(isStill(line));
}

/** Has a line without an outcome sent again after a pause. */
export async function postponeLine(db: Ledger, line: HeldLine, pauseMs: number, detail: string): Promise<void> {
  await db
    .update(batchLines)
    .set({ detail, dueAt: after(pauseMs) })
    .where(isStill(line));
}
