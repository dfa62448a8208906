import type { Scene, StepOutcome } from '../workflows/contract/scene.ts';
import type { Fact } from '../workflows/rules/facts.ts';
import type { ActivityDeps } from './channels.ts';
import { commitAndTell } from './tell.ts';

/** Writes down what becomes known without asking Apruve: time passed, a step got stuck, an event came too late. */
export async function record(deps: ActivityDeps, scene: Scene, news: Fact[]): Promise<StepOutcome> {
  await commitAndTell(deps, scene, news);
  return { news, mail: [] };
}
