import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPE } from '../../../workflows/contract/messages.ts';
import { reach } from './reach.ts';

/** A list of very many takes the time of so many calls. */
const CALLS_OF_A_LIST = 8;

/** The processes of checkouts that run, as Temporal's list has them. */
export function allRunning(client: Client, taskQueue: string, callMs: number) {
  const query = `TaskQueue = '${taskQueue}' AND WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
  const list = async (): Promise<ReadonlySet<string>> => {
    const ids = new Set<string>();
    for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
    return ids;
  };
  return {
    countRunning: async (): Promise<number> => (await reach(client, callMs, () => client.workflow.count(query))).count,
    listRunning: (): Promise<ReadonlySet<string>> => reach(client, callMs * CALLS_OF_A_LIST, list),
  };
}

/** Those of these checkouts whose process runs. Temporal's list lags behind, so who is not on it is asked for. */
export async function runningAmong(
  ids: readonly string[],
  isRunning: (id: string) => Promise<boolean>,
  list: () => Promise<Set<string>>,
): Promise<Set<string>> {
  const running = await list();
  for (const id of ids) if (!running.has(id) && (await isRunning(id))) running.add(id);
  return running;
}

/** Those of these checkouts whose processes Temporal's list has as running. */
export async function listAmong(client: Client, ids: readonly string[]): Promise<Set<string>> {
  const running = new Set<string>();
  if (ids.length === 0) return running;
  const query = `ExecutionStatus = 'Running' AND WorkflowId IN (${ids.map((id) => `'${id}'`).join(', ')})`;
  for await (const { workflowId } of client.workflow.list({ query })) running.add(workflowId);
  return running;
}
