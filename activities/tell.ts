import type { Scene } from '../workflows/contract/scene.ts';
import type { Fact } from '../workflows/rules/facts.ts';
import { noticesOf } from '../workflows/rules/notices.ts';
import type { ActivityDeps } from './channels.ts';
import { commit, outcomeOf, type Also, type StepRecord } from './ledger/commit.ts';

/**
 * Takes what has become known into the ledger (see `commit`), and where the channel has a receiver has the shop told of it. A
 * retry that finds everything written only wakes the sender again.
 */
export async function commitAndTell(
  { db, channel, process }: ActivityDeps,
  scene: Scene,
  news: readonly Fact[],
  records: readonly StepRecord[] = [],
  store?: Also['store'],
): Promise<void> {
  const notices = noticesOf(scene.facts, outcomeOf(scene, news));
  const { receiver, mode } = await channel(scene.channel);
  if (receiver === null || notices.length === 0) return commit(db, scene, news, records, { store });
  await commit(db, scene, news, records, { store, tell: { notices, mode } });
  await process.send(scene.checkoutId);
}
