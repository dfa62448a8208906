import { activityInfo } from '@temporalio/activity';
import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/rules/facts.ts';
import type { ActivityDeps } from '../deps.ts';
import { commit, type Also, type StepRecord } from '../ledger/commit.ts';

/**
 * Takes what has become known into the ledger (see `commit`), and where the channel has a receiver has the shop told of it.
 * Answers what the process has to take in. A retry that finds everything written only wakes the sender again.
 */
export async function commitAndNotify(
  { db, clock, channel, workflows }: ActivityDeps,
  ctx: StepContext,
  newFacts: Fact[],
  records: readonly StepRecord[] = [],
  store?: Also['store'],
): Promise<Pick<StepOutcome, 'newFacts' | 'ledgerFacts'>> {
  const { receiver, mode } = await channel(ctx.channel);
  const notifyMode = receiver === null ? undefined : mode;
  const { facts, isNotified } = await commit(db, ctx, newFacts, records, {
    store,
    notifyMode,
    hasTimedOut: hasTimedOut(clock()),
  });
  if (isNotified && receiver !== null) await workflows.wakeNotifications(ctx.checkoutId);
  return { newFacts, ...(facts !== undefined && { ledgerFacts: facts }) };
}

/** True once Temporal has told the process that this activity timed out: what it still does must not count. */
function hasTimedOut(now: Date): boolean {
  const { scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
  return scheduleToCloseTimeoutMs > 0 && now.getTime() >= scheduledTimestampMs + scheduleToCloseTimeoutMs;
}
