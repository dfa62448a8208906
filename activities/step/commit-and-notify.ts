import { activityInfo } from '@temporalio/activity';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import { advance } from '../../workflows/rules/facts.ts';
import { awaitsLastLook, leavesOrderOpen } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { inDoubt, lookAtInvoices, takeInListedReturns, type InvoicesLook } from '../invoices/look-at-invoices.ts';
import { commit, type Also } from '../ledger/commit.ts';
import { writeRecord, type StepRecord } from '../ledger/rows.ts';
import { databaseTime } from '../ledger/database.ts';
import { orderFacts } from '../orders/order-facts.ts';

/**
 * Commits new facts to the ledger (see `commit`) and wakes the sender of notifications when the change calls for one. Returns the
 * outcome that the process applies. A retry that finds everything written only wakes the sender again.
 *
 * Where the facts would end the checkout, the invoices of its order are listed first and what the list shows is committed with them,
 * because others may have made invoices on it. A list that cannot be read throws: the step is in doubt, and its retry finds the
 * answers of Apruve on their rows.
 */
export async function commitAndNotify(
  deps: ActivityDeps,
  ctx: StepContext,
  newFacts: Fact[],
  records: readonly StepRecord[] = [],
  store?: Also['store'],
): Promise<StepOutcome> {
  const look = await lookBeforeEnd(deps, ctx, newFacts).catch(async (error: unknown) => {
    await deps.db.transaction(async (tx) => {
      for (const record of records) await writeRecord(tx, ctx.checkoutId, record);
    });
    throw error;
  });
  if (look === null) return commitWithoutLook(deps, ctx, newFacts, records, store);
  const outcome = await commitWithoutLook(deps, ctx, [...newFacts, ...look.newFacts], [...records, ...look.records], store);
  await takeInListedReturns(deps, ctx, look.read);
  return outcome;
}

/**
 * The list of the order's invoices where the new facts would end the checkout; null where they do not. Where that is an end without money
 * and nothing has shut the order, it is read as well: it may be over more by now, and would hold the rest for nothing.
 */
async function lookBeforeEnd(deps: ActivityDeps, ctx: StepContext, newFacts: readonly Fact[]): Promise<InvoicesLook | null> {
  const facts = advance(ctx.facts, [...newFacts, ...ctx.onSuccess], ctx.at, ctx.version);
  if (facts.order === null || !awaitsLastLook(facts)) return null;
  const { apruve } = await deps.channel(ctx.channel);
  const known = { ...ctx, facts };
  const [look, order] = await Promise.all([
    lookAtInvoices(apruve, known, facts.order.id),
    leavesOrderOpen(facts) ? readAgain(apruve, facts.order.id) : null,
  ]);
  return order === null ? look : { ...look, newFacts: [...orderFacts(known, order), ...look.newFacts] };
}

async function readAgain(apruve: Apruve, orderId: string): Promise<ApruveOrder> {
  try {
    return (await apruve.send(requests.getOrder(orderId))).data;
  } catch (error) {
    throw inDoubt(error, 'The order cannot be read');
  }
}

/** The same for facts that Apruve has not shown. They end no checkout that has an order: the process looks by itself then. */
export async function commitWithoutLook(
  { db, clock, channel, wakeSender }: ActivityDeps,
  ctx: StepContext,
  newFacts: Fact[],
  records: readonly StepRecord[] = [],
  store?: Also['store'],
): Promise<StepOutcome> {
  const audience = await channel(ctx.channel);
  const { facts, isNotified } = await commit(db, ctx, newFacts, records, {
    store,
    audience,
    hasTimedOut: hasTimedOut(clock()) && hasTimedOut(await databaseTime(db)),
  });
  if (isNotified) wakeSender();
  return { newFacts, waitingEvents: [], ...(facts !== undefined && { ledgerFacts: facts }) };
}

/**
 * True when the process counts this activity as timed out: it must not change facts any more. A worker whose clock is ahead asks the
 * database, or nothing that it does would count.
 */
function hasTimedOut(now: Date): boolean {
  const { scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
  return scheduleToCloseTimeoutMs > 0 && now.getTime() >= scheduledTimestampMs + scheduleToCloseTimeoutMs;
}
