import { and, asc, eq, exists, gt, isNotNull, ne, or, sql, type SQL } from 'drizzle-orm';
import { isFinal } from '../../../workflows/rules/status.ts';
import type { CheckoutRow } from '../checkouts.ts';
import type { Ledger, Transaction } from '../database.ts';
import { deed } from '../deeds.ts';
import { customerKey } from '../schema/columns.ts';
import { checkouts, keptLines, notes, webhookEvents } from '../schema/index.ts';
import { ofCheckout, writeInvoices } from '../invoices.ts';
import { recordDeed } from '../setup-changes.ts';
import { eraseMentions, eraseRows, type ErasedRows } from './erase-rows.ts';
import { ERASED, ERASED_CUSTOMER, erasedAttention, erasedFacts, erasedOrder } from './without-persons.ts';

/** Who erases: `actor` as in the record of the set-up, `by` whoever asked for it. */
export interface Eraser {
  actor: string;
  by: string;
  /** True: everything is done and taken back, so that it can be said what would be erased. */
  isDryRun: boolean;
}

/** The tables are searched for what no index finds. */
const MAY_TAKE = sql.raw(`set local statement_timeout = '10min'`);

/** True of a checkout that has ended, and whose money nobody waits for. */
export const isErasable = ({ status, watched }: Pick<CheckoutRow, 'status' | 'watched'>): boolean => isFinal(status) && !watched;

/** Everything that a buyer has ordered, the oldest first; found by the email or by the shop's id of them, without regard to case. */
export async function checkoutsOfCustomer(db: Ledger, customer: string): Promise<CheckoutRow[]> {
  const is = (key: 'email' | 'id'): SQL => sql`${customerKey(checkouts.customer, key)} = lower(${customer})`;
  return db
    .select()
    .from(checkouts)
    .where(or(is('email'), is('id')))
    .orderBy(asc(checkouts.createdAt));
}

/**
 * Erases what is known of the buyer of an ended checkout, in one database transaction with the record of it. Amounts, times, statuses
 * and references stay. Null where the checkout has not ended. Doing it again erases what has come since.
 */
export async function eraseCheckout(db: Ledger, id: string, eraser: Eraser): Promise<ErasedRows | null> {
  return inTransaction(db, eraser.isDryRun, async (tx) => {
    const [row] = await tx.select().from(checkouts).where(eq(checkouts.id, id)).for('update');
    if (row === undefined || !isErasable(row)) return null;
    const erased = await eraseRows(tx, row);
    await writeErased(tx, row);
    if (row.erasedAt === null || hasAny(erased)) await recordErasure(tx, eraser, { subject: id, channel: row.channel }, erased);
    return erased;
  });
}

/** Erases what names the buyer's email and belongs to no checkout: events about accounts at Apruve, refusals that quote it. */
export async function eraseMentionsOf(db: Ledger, email: string, eraser: Eraser): Promise<ErasedRows> {
  return inTransaction(db, eraser.isDryRun, async (tx) => {
    const erased = await eraseMentions(tx, email);
    if (hasAny(erased)) await recordErasure(tx, eraser, { subject: 'mentions', channel: null }, erased);
    return erased;
  });
}

/** True of kept lines that are not erased: those of a request that was refused after the erasure change nothing else. */
const isWhole = sql`jsonb_path_exists(${keptLines.items}, '$[*] ? (!exists(@.title ? (@ == $erased)))', ${JSON.stringify({ erased: ERASED })}::jsonb)`;

/**
 * Erases again what has come since about checkouts that were erased: events, what reconciliation took in, lines that were asked for.
 * Answers how many there were.
 */
export async function eraseWhatCame(db: Ledger): Promise<number> {
  const eraser = { actor: 'hourly purge', by: 'the erasure before', isDryRun: false };
  const ofIt = and(eq(webhookEvents.checkoutId, checkouts.id), gt(webhookEvents.receivedAt, checkouts.erasedAt));
  const lines = and(eq(keptLines.checkoutId, checkouts.id), isWhole);
  const written = and(eq(notes.checkoutId, checkouts.id), ne(notes.text, ERASED));
  const hasNews = or(
    gt(checkouts.updatedAt, checkouts.erasedAt),
    exists(db.select().from(webhookEvents).where(ofIt)),
    exists(db.select().from(keptLines).where(lines)),
    exists(db.select().from(notes).where(written)),
  );
  const which = and(isNotNull(checkouts.erasedAt), hasNews);
  const rows = await db.select({ id: checkouts.id }).from(checkouts).where(which);
  for (const { id } of rows) await eraseCheckout(db, id, eraser);
  return rows.length;
}

const hasAny = (erased: ErasedRows): boolean => Object.values(erased).some((count) => count > 0);

/** What is searched of the invoices names the buyer too, and is written anew. */
async function writeErased(tx: Transaction, row: CheckoutRow): Promise<void> {
  const { facts, ...columns } = erasedColumns(row);
  const update = tx
    .update(checkouts)
    .set({ ...columns, facts })
    .where(eq(checkouts.id, row.id));
  if (facts === null) await update;
  else await writeInvoices(tx, update.returning(ofCheckout), facts);
}

const erasedColumns = ({ order, facts, attention }: CheckoutRow) => ({
  order: erasedOrder(order),
  customer: ERASED_CUSTOMER,
  metadata: {},
  invoiceMetadata: {},
  buyerPoNumber: null,
  lightbox: null,
  facts: facts && erasedFacts(facts),
  attention: attention && erasedAttention(attention),
  erasedAt: sql<Date>`now()`,
});

/** A dry run does everything, and takes it back. */
class TakenBack extends Error {}

async function inTransaction<T>(db: Ledger, isDryRun: boolean, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let outcome: { value: T } | undefined;
  const run = async (tx: Transaction): Promise<void> => {
    await tx.execute(MAY_TAKE);
    outcome = { value: await work(tx) };
    if (isDryRun) throw new TakenBack();
  };
  await db.transaction(run).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error;
  });
  if (outcome === undefined) throw new Error('The transaction has no outcome.');
  return outcome.value;
}

async function recordErasure(
  tx: Transaction,
  { actor, by }: Eraser,
  { subject, channel }: { subject: string; channel: string | null },
  erased: ErasedRows,
): Promise<void> {
  await recordDeed(tx, actor, deed('customer-erased', subject, channel, { ...erased, by }));
}
