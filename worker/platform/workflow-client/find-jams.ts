import { ScheduleNotFoundError, type Client } from '@temporalio/client';
import { WORKFLOW_TYPE } from '../../../workflows/contract/messages.ts';
import type { Jammed, Jams, ScheduleState } from '../../../workflows/contract/jams.ts';
import { knownBuilds, servedBuilds } from './builds.ts';
import { reconcileScheduleId } from './reconcile-schedule.ts';

/** More than so many at once are one cause: the first tell it, the metrics count them. */
const AT_MOST = 5_000;

/** What Temporal reports of a workflow whose task has failed some times in a row, five by default: about half a minute. */
const FAILING = `ExecutionStatus = 'Running' AND TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut')`;
const CUT = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut', 'Canceled')`;

/** Asks Temporal, in one query, for workflows that cannot go on, and for those of checkouts that were ended since a time; and for the schedule. */
export async function findJams(client: Client, taskQueue: string, since: Date): Promise<Jams> {
  const query = `TaskQueue = '${taskQueue}' AND ((${FAILING}) OR (${CUT} AND CloseTime >= '${since.toISOString()}'))`;
  const stuck: Jammed[] = [];
  const cut: string[] = [];
  const schedule = await scheduleState(client, reconcileScheduleId(taskQueue));
  stuck.push(...(await pinnedToUnserved(client, taskQueue)));
  for await (const { workflowId, type, status, raw } of client.workflow.list({ query })) {
    if (status.name === 'RUNNING') stuck.push({ workflowId, type, why: reasonIn(raw.searchAttributes?.indexedFields) });
    else cut.push(workflowId);
    if (stuck.length + cut.length >= AT_MOST) break;
  }
  return { stuck, cut, schedule };
}

/** The workflows that run on builds whose work no worker asks for: their tasks wait, and do not even fail. */
async function pinnedToUnserved(client: Client, taskQueue: string): Promise<Jammed[]> {
  const { all } = await knownBuilds(client, taskQueue);
  if (all.length === 0) return [];
  const served = await servedBuilds(client, taskQueue);
  const unserved = all.filter((build) => !served.has(build)).map((build) => `'${taskQueue}:${build}'`);
  if (unserved.length === 0) return [];
  const query = `TemporalWorkerDeploymentVersion IN (${unserved.join(', ')}) AND ExecutionStatus = 'Running'`;
  const stuck: Jammed[] = [];
  for await (const { workflowId, type } of client.workflow.list({ query })) {
    stuck.push({ workflowId, type, why: 'no worker serves its build' });
    if (stuck.length >= AT_MOST) break;
  }
  return stuck;
}

/** The cause that Temporal names, without its repeated words: `NonDeterministicError`. */
function reasonIn(fields: Record<string, { data?: Uint8Array | null }> | null | undefined): string {
  const problems = Buffer.from(fields?.['TemporalReportedProblems']?.data ?? []).toString();
  return /cause=(?:WorkflowTask(?:Failed|TimedOut)Cause)?(\w+)/.exec(problems)?.[1] ?? 'no reason given';
}

/** So many periods without a run, and a minute at least, and it is dead: one may be long, or wait for a worker. */
const PERIODS = 3;
const STALLED_AFTER_MS = 60_000;

async function scheduleState(client: Client, scheduleId: string): Promise<ScheduleState> {
  try {
    const { state, info, spec } = await client.schedule.getHandle(scheduleId).describe();
    if (state.paused) return 'paused';
    const last = info.recentActions.map(({ takenAt }) => takenAt).at(-1) ?? info.lastUpdatedAt ?? info.createdAt;
    const everyMs = spec.intervals?.[0]?.every ?? 0;
    return Date.now() - last.getTime() > Math.max(PERIODS * everyMs, STALLED_AFTER_MS) ? 'stalled' : 'running';
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return 'missing';
    throw error;
  }
}
