import { activityInfo } from '@temporalio/activity';
import type { Scene, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/rules/facts.ts';
import type { ActivityDeps } from '../deps.ts';
import { commit, type Also, type StepRecord } from '../ledger/commit.ts';

/**
 * Takes what has become known into the ledger (see `commit`), and where the channel has a receiver has the shop told of it.
 * Answers what the process has to take in. A retry that finds everything written only wakes the sender again.
 */
export async function commitAndTell(
  { db, channel, process }: ActivityDeps,
  scene: Scene,
  news: Fact[],
  records: readonly StepRecord[] = [],
  store?: Also['store'],
): Promise<Pick<StepOutcome, 'news' | 'facts'>> {
  const { receiver, mode } = await channel(scene.channel);
  const tell = receiver === null ? undefined : mode;
  const { facts, told } = await commit(db, scene, news, records, { store, tell, isGivenUp: isGivenUp() });
  if (told && receiver !== null) await process.send(scene.checkoutId);
  return { news, ...(facts !== undefined && { facts }) };
}

/** True once the process has been told that this activity did not get through: what it still does must not count. */
function isGivenUp(): boolean {
  const { scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
  return scheduleToCloseTimeoutMs > 0 && Date.now() >= scheduledTimestampMs + scheduleToCloseTimeoutMs;
}
