import { and, eq, lte, sql, type SQL } from 'drizzle-orm';
import type { Facts } from '../../workflows/contract/checkout.ts';
import type { HandledEvent, StepContext } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { attentionOf } from '../../workflows/rules/attention.ts';
import { isUnpaid } from '../../workflows/rules/credit.ts';
import { originalUuid } from '../../workflows/rules/events.ts';
import { advance, advanceAfterEnd } from '../../workflows/rules/facts.ts';
import { notificationsOf } from '../../workflows/rules/notifications.ts';
import { isExpiring, toInvoiceCents } from '../../workflows/rules/receivables.ts';
import { withoutProcessTrouble } from '../../workflows/rules/process-trouble.ts';
import { changedRows } from '../../workflows/rules/rows.ts';
import { statusOf } from '../../workflows/rules/status.ts';
import { announce } from './changes/announcing.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger, Transaction } from './database.ts';
import { runTogether } from './insert-from.ts';
import { invoicesOf } from './invoices.ts';
import { notificationParts, type Audience, type NotificationBatch } from './outbox.ts';
import { paymentStatusUpdate, statusFromRows } from './payment-status.ts';
import { checkouts, standing, webhookEvents } from './schema/index.ts';
import { writeRows, type StepRecord } from './rows.ts';
import { listTransactions } from './transactions.ts';

/** What else a commit is told. */
export interface Also {
  /** Writes more in the same database transaction; not called where the facts are not written. */
  store?: ((tx: Transaction) => Promise<void>) | undefined;
  /** Who is told of the change; absent: nobody. */
  audience?: Audience | undefined;
  /** True where the process counts this activity as timed out and has gone on: only the records of its steps are written. */
  hasTimedOut?: boolean;
}

export interface Committed {
  /** The stored facts, where they are not `ctx.facts` with `newFacts` applied, because another attempt wrote before. */
  facts?: Facts;
  /** True where the change calls for a notification. */
  isNotified: boolean;
}

/** A change of the facts, as it is written. */
interface Change {
  before: Facts;
  after: Facts;
  /** The checkout with it; absent where an earlier attempt of the same activity has written it. */
  row?: CheckoutRow;
}

/** The facts after the new ones: the same that the workflow computes. After the end it takes what is computed here. */
export function factsAfter({ facts, at, version, onSuccess, afterEnd }: StepContext, newFacts: readonly Fact[]): Facts {
  return (afterEnd ? advanceAfterEnd : advance)(facts, [...newFacts, ...onSuccess], at, version);
}

/**
 * Writes new facts in one database transaction: the checkout's summary, every payment transaction that changes with them, payment
 * status, notifications and the outcomes of handled events. A final status therefore becomes visible together with its rows. Where
 * the ledger already holds a newer version, only the records of the step are written.
 *
 * If an earlier attempt already wrote this version, its result stands. If a timed-out attempt wrote in between, our facts are
 * applied on top. In both cases the stored facts are returned, because the workflow has not seen them.
 */
export async function commit(
  db: Ledger,
  ctx: StepContext,
  newFacts: readonly Fact[],
  records: readonly StepRecord[] = [],
  also: Also = {},
): Promise<Committed> {
  const committed = await db.transaction(async (tx) => {
    const change = also.hasTimedOut === true ? null : await changeOf(tx, ctx, newFacts);
    const newNotifications = change === null ? [] : notificationsOf(change.before, change.after);
    const row = change?.row && (await storedWith(tx, change.row, also.store));
    const rows = change === null || row === undefined ? [] : changedRows(change.before, change.after);
    await writeRows(tx, ctx, rows, new Date(ctx.at), records);
    const batch = also.audience && { notifications: newNotifications, audience: also.audience };
    const summary = row === undefined ? [] : await summaryParts(tx, row, ctx, batch);
    await runTogether(tx, [...summary, ...eventParts(tx, ctx, change?.after ?? ctx.facts)]);
    const expected = change === null || (row !== undefined && change.before === ctx.facts);
    return { isNotified: newNotifications.length > 0, ...(!expected && { facts: change.after }) };
  });
  announce(db, ctx);
  return committed;
}

/** The checkout with what else is stored of it, so that its notifications show that too. */
async function storedWith(tx: Transaction, row: CheckoutRow, store: Also['store']): Promise<CheckoutRow> {
  if (store === undefined) return row;
  await store(tx);
  const [stored = row] = await tx.select().from(checkouts).where(eq(checkouts.id, row.id));
  return stored;
}

/** What follows from the rows, once they are written: payment status and notifications. */
async function summaryParts(
  tx: Transaction,
  row: CheckoutRow,
  { checkoutId, at }: StepContext,
  batch: NotificationBatch | undefined,
): Promise<SQL[]> {
  const transactions = await listTransactions(tx, checkoutId);
  const paymentStatus = statusFromRows(transactions, row.amountCents);
  const told = batch && notificationParts({ row: { ...row, paymentStatus }, transactions }, new Date(at), batch);
  const isOther = paymentStatus !== row.paymentStatus;
  return [...(isOther ? [paymentStatusUpdate(tx, checkoutId, paymentStatus)] : []), ...(told ?? [])];
}

/** Writes the summary. Null where nothing is new, or where the process has gone on without this attempt. */
async function changeOf(tx: Transaction, ctx: StepContext, newFacts: readonly Fact[]): Promise<Change | null> {
  const after = factsAfter(ctx, newFacts);
  if (after.version === ctx.facts.version) return null;
  const written = ctx.afterEnd === true ? undefined : await writeSummary(tx, ctx, after, ctx.facts.version);
  if (written !== undefined) return { before: ctx.facts, after, row: written };
  const [row] = await tx
    .select({ version: checkouts.version, facts: checkouts.facts })
    .from(checkouts)
    .where(eq(checkouts.id, ctx.checkoutId))
    .for('update');
  if (row?.facts == null || row.version > ctx.version) return null;
  const facts = withoutProcessTrouble(row.facts);
  if (row.version === ctx.version) return { before: ctx.facts, after: facts };
  const merged = factsAfter({ ...ctx, facts }, newFacts);
  const other = merged.version > row.version ? await writeSummary(tx, ctx, merged, row.version) : undefined;
  return other === undefined ? { before: ctx.facts, after: merged } : { before: facts, after: merged, row: other };
}

/** Overwrites the summary, with its invoices, only while the ledger is at version `from` or older; else answers nothing. */
async function writeSummary(tx: Transaction, ctx: StepContext, facts: Facts, from: number): Promise<CheckoutRow | undefined> {
  const update = tx
    .update(checkouts)
    .set(summaryOf(facts, new Date(ctx.at)))
    .where(and(eq(checkouts.id, ctx.checkoutId), lte(checkouts.version, from)))
    .returning();
  const written = tx.$with('written').as(update);
  const kept = tx.$with('kept', {}).as(invoicesOf(sql`written`, facts));
  const [row] = await tx.with(written, kept).select().from(written);
  return row;
}

/** The columns of a checkout that follow from its facts. */
export const summaryOf = (facts: Facts, at: Date) => ({
  facts,
  version: facts.version,
  status: statusOf(facts),
  amountCents: facts.terms.amountCents,
  apruveOrderId: facts.order?.id ?? null,
  overdue: facts.invoices.some((invoice) => invoice.overdueSince !== null),
  attention: attentionOf(facts),
  updatedAt: at,
  completedAt: facts.end === null ? null : new Date(facts.end.at),
  watched: facts.end !== null && facts.invoices.some(isUnpaid),
  toInvoiceCents: toInvoiceCents(facts),
  expiring: isExpiring(facts),
});

/**
 * An event about another order than the adopted one keeps waiting: whether that one is an orphan is found out by its release. Of an event
 * that was handled twice `applied` stands: parts of one statement do not see each other, so there is one for each event.
 */
function eventParts(tx: Transaction, { checkoutId, channel, at, handledEvents }: StepContext, facts: Facts): SQL[] {
  const isAbout = ({ orderId }: HandledEvent): boolean => orderId === undefined || orderId === facts.order?.id;
  const outcomes = new Map<string, HandledEvent['outcome']>();
  for (const { uuid, outcome } of handledEvents.filter(isAbout)) {
    const original = originalUuid(uuid);
    if (outcomes.get(original) !== 'applied') outcomes.set(original, outcome);
  }
  return [...outcomes].map(([uuid, outcome]) =>
    tx
      .update(webhookEvents)
      .set({ outcome, checkoutId, handledAt: new Date(at) })
      .where(
        and(
          eq(webhookEvents.uuid, uuid),
          eq(webhookEvents.channel, channel),
          sql`${standing(webhookEvents.outcome)} is not true`,
        ),
      )
      .getSQL(),
  );
}
