import { and, eq, lte, sql } from 'drizzle-orm';
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
import type { Ledger, Transaction } from './database.ts';
import { ofCheckout, writeInvoices } from './invoices.ts';
import { writeNotifications, type Audience } from './outbox.ts';
import { writePaymentStatus } from './payment-status.ts';
import type { RecordedRequest, RecordedResponse } from './json-columns.ts';
import { checkouts, standing, webhookEvents } from './schema/index.ts';
import { updateTransaction, writeRows } from './transactions.ts';

/** What a step records on its own row, beside the columns that follow from the facts. */
export interface StepRecord {
  step: string;
  request?: RecordedRequest;
  response?: RecordedResponse;
  /** Set by steps whose rows follow from no fact, once they are done. */
  successful?: boolean;
}

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
  /** False where an earlier attempt of the same activity has written it. */
  isNew: boolean;
}

/** The facts after the new ones: the same that the workflow computes. After the end it takes what is computed here. */
function factsAfter({ facts, at, version, onSuccess, afterEnd }: StepContext, newFacts: readonly Fact[]): Facts {
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
  return db.transaction(async (tx) => {
    const change = also.hasTimedOut === true ? null : await changeOf(tx, ctx, newFacts);
    const newNotifications = change === null ? [] : notificationsOf(change.before, change.after);
    if (change?.isNew === true) await also.store?.(tx);
    if (change?.isNew === true) await writeRows(tx, ctx, changedRows(change.before, change.after), new Date(ctx.at));
    for (const record of records) await writeRecord(tx, ctx.checkoutId, record);
    if (change?.isNew === true) {
      await writePaymentStatus(tx, ctx.checkoutId, change.after.terms.amountCents);
      if (also.audience !== undefined)
        await writeNotifications(tx, ctx.checkoutId, new Date(ctx.at), {
          notifications: newNotifications,
          audience: also.audience,
        });
    }
    await settleEvents(tx, ctx, change?.after ?? ctx.facts);
    const expected = change === null || (change.isNew && change.before === ctx.facts);
    return { isNotified: newNotifications.length > 0, ...(!expected && { facts: change.after }) };
  });
}

/** Writes the summary. Null where nothing is new, or where the process has gone on without this attempt. */
async function changeOf(tx: Transaction, ctx: StepContext, newFacts: readonly Fact[]): Promise<Change | null> {
  const after = factsAfter(ctx, newFacts);
  if (after.version === ctx.facts.version) return null;
  if (ctx.afterEnd !== true && (await writeSummary(tx, ctx, after, ctx.facts.version)))
    return { before: ctx.facts, after, isNew: true };
  const [row] = await tx
    .select({ version: checkouts.version, facts: checkouts.facts })
    .from(checkouts)
    .where(eq(checkouts.id, ctx.checkoutId))
    .for('update');
  if (row?.facts == null || row.version > ctx.version) return null;
  const facts = withoutProcessTrouble(row.facts);
  if (row.version === ctx.version) return { before: ctx.facts, after: facts, isNew: false };
  const merged = factsAfter({ ...ctx, facts }, newFacts);
  const isNew = merged.version > row.version && (await writeSummary(tx, ctx, merged, row.version));
  return { before: isNew ? facts : ctx.facts, after: merged, isNew };
}

/** Overwrites the summary, with its invoices, only while the ledger is at version `from` or older; false where it is newer. */
async function writeSummary(tx: Transaction, ctx: StepContext, facts: Facts, from: number): Promise<boolean> {
  const written = tx
    .update(checkouts)
    .set(summaryOf(facts, new Date(ctx.at)))
    .where(and(eq(checkouts.id, ctx.checkoutId), lte(checkouts.version, from)))
    .returning(ofCheckout);
  return writeInvoices(tx, written, facts);
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

/** Completes the row of one step with its answer. */
export async function writeRecord(
  tx: Transaction,
  checkoutId: string,
  { step, request, response, successful }: StepRecord,
): Promise<void> {
  const known = { ...(request && { request }), ...(response && { response }), ...(successful !== undefined && { successful }) };
  await updateTransaction(tx, { checkoutId, step }, { ...known, inDoubtUntil: null });
}

/** An event about another order than the adopted one keeps waiting: whether that one is an orphan is found out by its release. */
async function settleEvents(tx: Transaction, { checkoutId, at, handledEvents }: StepContext, facts: Facts): Promise<void> {
  const isAbout = ({ orderId }: HandledEvent): boolean => orderId === undefined || orderId === facts.order?.id;
  for (const { uuid, outcome } of handledEvents.filter(isAbout)) {
    await tx
      .update(webhookEvents)
      .set({ outcome, checkoutId, handledAt: new Date(at) })
      .where(and(eq(webhookEvents.uuid, originalUuid(uuid)), sql`${standing(webhookEvents.outcome)} is not true`));
  }
}
