import { and, eq, lte } from 'drizzle-orm';
import type { Mode } from '../../workflows/contract/channel.ts';
import type { Facts } from '../../workflows/contract/checkout.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { attentionOf } from '../../workflows/rules/attention.ts';
import { originalUuid } from '../../workflows/rules/events.ts';
import { advance } from '../../workflows/rules/facts.ts';
import { notificationsOf } from '../../workflows/rules/notifications.ts';
import { rowsOf, type Row } from '../../workflows/rules/rows.ts';
import { statusOf } from '../../workflows/rules/status.ts';
import type { Ledger, Transaction } from './database.ts';
import { writeNotifications } from './outbox.ts';
import { writePaymentStatus } from './payment-status.ts';
import type { RecordedRequest, RecordedResponse } from './json-columns.ts';
import { checkouts, webhookEvents } from './schema.ts';
import { updateTransaction, writeRows } from './transactions.ts';

/** What a step leaves on its own row, beside the flags that follow from the facts. */
export interface StepRecord {
  step: string;
  request?: RecordedRequest;
  response?: RecordedResponse;
  /** For steps whose rows follow from no fact: their standing once they are done. */
  successful?: boolean;
}

/** What is written with the summary, or not at all. */
export interface Also {
  store?: ((tx: Transaction) => Promise<void>) | undefined;
  /** The mode in which the shop is told what changes; absent: nobody is. */
  notifyMode?: Mode | undefined;
  /** The process has given this try up and gone on: only the record of its own step is written. */
  hasTimedOut?: boolean;
}

/** What came of it. */
export interface Committed {
  /** What the ledger knows, where that is not what scene and news give: another try was there before. */
  facts?: Facts;
  /** True where the shop has something to hear. */
  isNotified: boolean;
}

/** A change of what is known, as it is written. */
interface Change {
  before: Facts;
  after: Facts;
  /** False where an earlier try of the same question has written it. */
  isNew: boolean;
}

/** What a checkout knows after the news: the same that the workflow computes. */
const outcomeOf = (ctx: StepContext, newFacts: readonly Fact[]): Facts =>
  advance(ctx.facts, [...newFacts, ...ctx.onSuccess], ctx.at, ctx.version);

/**
 * Takes what has become known into the ledger, in one database transaction: the checkout's summary, every row whose standing
 * it changes, the inbox. Final statuses so become visible together with their rows. A call that comes late, behind a newer
 * version, changes nothing but the record of its own step.
 *
 * What an earlier try of the same question has written stands, whatever this one has seen since; what a try that was given up
 * has written in between is built upon. Both are answered, for the process does not know of them.
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
      if (also.notifyMode !== undefined && newNotifications.length > 0)
        await writeNotifications(tx, ctx.checkoutId, new Date(ctx.at), {
          notifications: newNotifications,
          mode: also.notifyMode,
        });
    }
    await settleEvents(tx, ctx);
    const expected = change === null || (change.isNew && change.before === ctx.facts);
    return { isNotified: newNotifications.length > 0, ...(!expected && { facts: change.after }) };
  });
}

/** Writes the summary. Null: there is nothing new, or the process has gone on without this try. */
async function changeOf(tx: Transaction, ctx: StepContext, newFacts: readonly Fact[]): Promise<Change | null> {
  const after = outcomeOf(ctx, newFacts);
  if (after.version === ctx.facts.version) return null;
  if (await writeSummary(tx, ctx, after, ctx.facts.version)) return { before: ctx.facts, after, isNew: true };
  const [row] = await tx
    .select({ version: checkouts.version, facts: checkouts.facts })
    .from(checkouts)
    .where(eq(checkouts.id, ctx.checkoutId))
    .for('update');
  if (row?.facts == null || row.version > ctx.version) return null;
  if (row.version === ctx.version) return { before: ctx.facts, after: row.facts, isNew: false };
  const merged = advance(row.facts, [...newFacts, ...ctx.onSuccess], ctx.at, ctx.version);
  const isNew = merged.version > row.version && (await writeSummary(tx, ctx, merged, row.version));
  return { before: isNew ? row.facts : ctx.facts, after: merged, isNew };
}

/** False where the ledger is not at the version `from` or an older one. */
async function writeSummary(tx: Transaction, ctx: StepContext, facts: Facts, from: number): Promise<boolean> {
  const at = new Date(ctx.at);
  const written = await tx
    .update(checkouts)
    .set({
      facts,
      version: facts.version,
      status: statusOf(facts),
      amountCents: facts.terms.amountCents,
      apruveOrderId: facts.order?.id ?? null,
      overdue: facts.invoices.some((invoice) => invoice.overdueSince !== null),
      attention: attentionOf(facts),
      updatedAt: at,
      completedAt: facts.end === null ? null : at,
    })
    .where(and(eq(checkouts.id, ctx.checkoutId), lte(checkouts.version, from)))
    .returning({ id: checkouts.id });
  return written.length > 0;
}

function changedRows(before: Facts, after: Facts): Row[] {
  const known = new Map(rowsOf(before).map((row) => [row.step, JSON.stringify(row)]));
  return rowsOf(after).filter((row) => known.get(row.step) !== JSON.stringify(row));
}

/** Completes the row of one step with what was answered. */
export async function writeRecord(
  tx: Transaction,
  checkoutId: string,
  { step, request, response, successful }: StepRecord,
): Promise<void> {
  const known = { ...(request && { request }), ...(response && { response }), ...(successful !== undefined && { successful }) };
  await updateTransaction(tx, { checkoutId, step }, { ...known, inDoubtUntil: null });
}

async function settleEvents(tx: Transaction, { checkoutId, at, handledEvents: heard }: StepContext): Promise<void> {
  for (const { uuid, outcome } of heard) {
    await tx
      .update(webhookEvents)
      .set({ outcome, checkoutId, handledAt: new Date(at) })
      .where(eq(webhookEvents.uuid, originalUuid(uuid)));
  }
}
