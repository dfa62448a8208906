import { GONE } from '../../workflows/rules/process-trouble.ts';
import type { ActivityDeps } from '../deps.ts';
import { countOpen, openBefore, showOnProcesses } from '../ledger/process-attention.ts';
import { withoutProcess } from './jams.ts';

/** One that has just been opened may not be on Temporal's list yet. */
const LISTED_AFTER_MS = 30_000;
/** So many at once, because Temporal is asked for each; the next look goes on. */
const AT_MOST = 1_000;

/**
 * Shows the open checkouts whose process Temporal does not know at all, as after a restore. Two counts tell whether there can be any: only
 * where fewer processes run than checkouts are open are the lists compared. Answers whether they were.
 */
export async function lookForGone(deps: Pick<ActivityDeps, 'db' | 'clock' | 'workflows'>): Promise<boolean> {
  const { db, clock, workflows } = deps;
  if ((await countOpen(db)) <= (await workflows.countRunning())) return false;
  const open = await openBefore(db, new Date(clock().getTime() - LISTED_AFTER_MS));
  const running = await workflows.listRunning();
  const missing = open.filter((id) => !running.has(id)).slice(0, AT_MOST);
  await showOnProcesses(db, await withoutProcess(deps, missing), GONE, clock());
  return true;
}
