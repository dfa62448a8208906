import type { Jammed, Jams } from '../../workflows/contract/jams.ts';
import { GONE, STUCK, stuckCall } from '../../workflows/rules/process-trouble.ts';
import type { ActivityDeps } from '../deps.ts';
import { clearOnProcesses, openAmong, showing, showOnProcesses } from '../ledger/process-attention.ts';

/**
 * Looks for what does not go on, and shows it on the checkouts that it is about; takes away what is over. One query in Temporal and
 * four in the ledger, however many checkouts there are; but for those that show that their process is gone, which are asked for one by one. `since`: of what was ended before, an earlier look has told.
 */
export async function lookForJams(deps: Pick<ActivityDeps, 'db' | 'clock' | 'workflows'>, since: Date): Promise<Jams> {
  const { db, clock, workflows } = deps;
  const jams = await workflows.findJams(since);
  const stuck = new Set(jams.stuck.flatMap(checkoutOf));
  await showOnProcesses(db, [...stuck], STUCK, clock());
  await showOnProcesses(db, await withoutProcess(deps, await openAmong(db, jams.cut)), GONE, clock());
  const healed = (await showing(db, STUCK)).filter((id) => !stuck.has(id));
  await clearOnProcesses(db, healed, STUCK);
  await clearOnProcesses(db, await backAgain(deps), GONE);
  return jams;
}

/** So many at once, because Temporal is asked for each. */
const AT_MOST_BACK = 100;

/** Those that show that their process is gone, and have one: a repair began it while another look was about to show that. */
async function backAgain(deps: Pick<ActivityDeps, 'db' | 'clock' | 'workflows'>): Promise<string[]> {
  const all = await showing(deps.db, GONE);
  // Others each time, so that each of very many has its turn.
  const from = deps.clock().getTime() % Math.max(1, all.length);
  const shown = [...all.slice(from), ...all.slice(0, from)].slice(0, AT_MOST_BACK);
  const gone = new Set(await withoutProcess(deps, shown));
  return shown.filter((id) => !gone.has(id));
}

/** The checkout that a workflow is about: its own, or one beside it as `<checkout>/returns` is. */
export function checkoutOf({ workflowId }: Pick<Jammed, 'workflowId'>): string[] {
  const [id = ''] = workflowId.split('/');
  return id.startsWith('chk_') ? [id] : [];
}

/** Those of these checkouts that have no process. Temporal is asked for each, because a process that was reset has an ended run too. */
export async function withoutProcess({ workflows }: Pick<ActivityDeps, 'workflows'>, ids: readonly string[]): Promise<string[]> {
  const gone: string[] = [];
  for (const id of ids) if (!(await workflows.isRunning(id))) gone.push(id);
  return gone;
}

/**
 * Shows the calls that are tried without end on the checkouts that wait for them, and takes away those that got through. One that failed
 * here may have got through on another worker meanwhile, which has nothing to take away then: so Temporal is asked.
 */
export async function showCalls(
  { db, clock, workflows }: Pick<ActivityDeps, 'db' | 'clock' | 'workflows'>,
  { failing, over }: Record<'failing' | 'over', readonly { workflowId: string; activity: string }[]>,
): Promise<void> {
  for (const call of failing)
    if (await workflows.isWaitingFor(call.workflowId, call.activity))
      await showOnProcesses(db, checkoutOf(call), stuckCall(call.activity), clock());
  for (const call of over) await clearOnProcesses(db, checkoutOf(call), stuckCall(call.activity));
}
