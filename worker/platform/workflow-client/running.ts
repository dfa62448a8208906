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
