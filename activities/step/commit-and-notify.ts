import { activityInfo } from '@temporalio/activity';
import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { ActivityDeps } from '../deps.ts';
import { commit, type Also, type StepRecord } from '../ledger/commit.ts';

/**
 * Commits new facts to the ledger (see `commit`) and wakes the sender of notifications when the change calls for one. Returns the
 * outcome that the process applies. A retry that finds everything written only wakes the sender again.
 */
export async function commitAndNotify(
  { db, clock, channel, workflows }: ActivityDeps,
  ctx: StepContext,
  newFacts: Fact[],
  records: readonly StepRecord[] = [],
  store?: Also['store'],
): Promise<StepOutcome> {
  const { receiver, mode } = await channel(ctx.channel);
  const notifyMode = receiver === null ? undefined : mode;
  const { facts, isNotified } = await commit(db, ctx, newFacts, records, {
    store,
    notifyMode,
    hasTimedOut: hasTimedOut(clock()),
  });
  if (isNotified && receiver !== null) await workflows.wakeNotifications(ctx.checkoutId);
  return { newFacts, waitingEvents: [], ...(facts !== undefined && { ledgerFacts: facts }) };
}

/** True when the process counts this activity as timed out: it must not change facts any more. */
function hasTimedOut(now: Date): boolean {
  const { scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
  return scheduleToCloseTimeoutMs > 0 && now.getTime() >= scheduledTimestampMs + scheduleToCloseTimeoutMs;
}
