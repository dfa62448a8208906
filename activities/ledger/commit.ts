import { and, asc, eq, lt, sql, type InferSelectModel, type SQL } from 'drizzle-orm';
import type { Facts } from '../../workflows/contract/checkout.ts';
import type { Scene } from '../../workflows/contract/scene.ts';
import type { Fact } from '../../workflows/rules/facts.ts';
import { attentionOf } from '../../workflows/rules/attention.ts';
import { originalUuid } from '../../workflows/rules/events.ts';
import { advance } from '../../workflows/rules/facts.ts';
import { paymentStatus, type PaymentStatus } from '../../workflows/rules/payment-status.ts';
import { rowsOf, type Row } from '../../workflows/rules/rows.ts';
import { statusOf } from '../../workflows/rules/status.ts';
import type { Ledger, Transaction } from './database.ts';
import { writeNotifications, type Tidings } from './outbox.ts';
import { checkouts, paymentTransactions, webhookEvents, type RecordedRequest, type RecordedResponse } from './schema.ts';

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
  /** What the shop is told. */
  tell?: Tidings | undefined;
}

/** What a checkout knows after the news: the same that the workflow computes. */
export const outcomeOf = (scene: Scene, news: readonly Fact[]): Facts =>
  advance(scene.facts, [...news, ...scene.alongside], scene.at, scene.version);

/**
 * Takes what has become known into the ledger, in one database transaction: the checkout's summary, every row whose standing
 * it changes, the inbox. Final statuses so become visible together with their rows. A call that comes late, behind a newer
 * version, changes nothing but the record of its own step.
 */
export async function commit(
  db: Ledger,
  scene: Scene,
  news: readonly Fact[],
  records: readonly StepRecord[] = [],
  also: Also = {},
): Promise<void> {
  const before = scene.facts;
  const after = outcomeOf(scene, news);
  await db.transaction(async (tx) => {
    const current = after.version > before.version ? await writeSummary(tx, scene, after) : false;
    if (current) await also.store?.(tx);
    if (current) await writeRows(tx, scene, changedRows(before, after));
    for (const record of records) await writeRecord(tx, scene.checkoutId, record);
    if (current) await writePaymentStatus(tx, scene.checkoutId, after.terms.amountCents);
    if (current && also.tell !== undefined) await writeNotifications(tx, scene.checkoutId, new Date(scene.at), also.tell);
    await settleEvents(tx, scene);
  });
}

async function writeSummary(tx: Transaction, scene: Scene, facts: Facts): Promise<boolean> {
  const at = new Date(scene.at);
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
    .where(and(eq(checkouts.id, scene.checkoutId), lt(checkouts.version, facts.version)))
    .returning({ id: checkouts.id });
  return written.length > 0;
}

function changedRows(before: Facts, after: Facts): Row[] {
  const known = new Map(rowsOf(before).map((row) => [row.step, JSON.stringify(row)]));
  return rowsOf(after).filter((row) => known.get(row.step) !== JSON.stringify(row));
}

/** Inserts or updates the rows in their order, so that a source is there before what follows from it. */
async function writeRows(tx: Transaction, scene: Scene, rows: readonly Row[]): Promise<void> {
  for (const { step, source, ...row } of rows) {
    const standing = { ...row, updatedAt: new Date(scene.at) };
    const sourceId = source === null ? null : sourceIdOf(scene.checkoutId, source);
    await tx
      .insert(paymentTransactions)
      .values({
        ...standing,
        checkoutId: scene.checkoutId,
        step,
        sourceId,
        currency: scene.facts.terms.currency,
        createdAt: standing.updatedAt,
      })
      .onConflictDoUpdate({ target: [paymentTransactions.checkoutId, paymentTransactions.step], set: { ...standing, sourceId } });
  }
}

/** The id of a step's row, as a sub-query. */
export const sourceIdOf = (checkoutId: string, step: string): SQL<number> =>
  sql<number>`(select id from payment_transactions where checkout_id = ${checkoutId} and step = ${step})`;

/** Completes the row of one step with what was answered. */
export async function writeRecord(
  tx: Transaction,
  checkoutId: string,
  { step, request, response, successful }: StepRecord,
): Promise<void> {
  await tx
    .update(paymentTransactions)
    .set({
      ...(request && { request }),
      ...(response && { response }),
      ...(successful !== undefined && { successful }),
      inDoubtUntil: null,
    })
    .where(and(eq(paymentTransactions.checkoutId, checkoutId), eq(paymentTransactions.step, step)));
}

/** Payment status comes from the rows alone, whoever wrote them. */
export async function writePaymentStatus(tx: Transaction, checkoutId: string, orderCents: number): Promise<void> {
  const rows = await tx
    .select()
    .from(paymentTransactions)
    .where(eq(paymentTransactions.checkoutId, checkoutId))
    .orderBy(asc(paymentTransactions.id));
  await tx
    .update(checkouts)
    .set({ paymentStatus: statusFromRows(rows, orderCents) })
    .where(eq(checkouts.id, checkoutId));
}

/** Oro's payment status of stored rows, whose sources are told by id. */
export function statusFromRows(rows: readonly InferSelectModel<typeof paymentTransactions>[], orderCents: number): PaymentStatus {
  const references = new Map(rows.map((row) => [row.id, row.reference]));
  return paymentStatus(
    rows.map((row) => ({ ...row, sourceReference: row.sourceId === null ? null : (references.get(row.sourceId) ?? null) })),
    orderCents,
  );
}

async function settleEvents(tx: Transaction, { checkoutId, at, heard }: Scene): Promise<void> {
  for (const { uuid, outcome } of heard) {
    await tx
      .update(webhookEvents)
      .set({ outcome, checkoutId, handledAt: new Date(at) })
      .where(eq(webhookEvents.uuid, originalUuid(uuid)));
  }
}
