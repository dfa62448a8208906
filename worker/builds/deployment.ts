import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPE, wakeSignal } from '../../workflows/contract/messages.ts';
import { FIND_ORPHANS_WORKFLOW_TYPE, RELEASE_WORKFLOW_TYPE } from '../../workflows/contract/orphan.ts';
import { RETURN_WORKFLOW_TYPE } from '../../workflows/contract/returns.ts';
import { knownBuilds, servedBuilds, type KnownBuilds } from '../platform/workflow-client/builds.ts';

/** What may run for days, and goes to another build. Everything else is over in minutes. */
const LONG_LIVED = [WORKFLOW_TYPE, RETURN_WORKFLOW_TYPE, RELEASE_WORKFLOW_TYPE, FIND_ORPHANS_WORKFLOW_TYPE];

/** How many processes are woken at once. */
const AT_ONCE = 20;

/** The worker deployment of one task queue, whose name it has: Temporal's names of deployments count for the whole namespace. */
export interface Deployment {
  name: string;
  known(): Promise<KnownBuilds>;
  /** How many workflows of any type run that are pinned to a build. */
  running(build: string): Promise<number>;
  /** True while a worker asks for work of a build. */
  isServed(build: string): Promise<boolean>;
  /** New processes start on this build from now on. */
  setCurrent(build: string): Promise<void>;
  /** Wakes the processes that are pinned to a build, so that they look whether another one is current. */
  wake(build: string): Promise<void>;
}

/** The deployment of a task queue. */
export function deploymentOf(client: Client, namespace: string, taskQueue: string): Deployment {
  const { workflowService } = client;
  const name = taskQueue;
  const pinnedTo = (build: string): string =>
    `TemporalWorkerDeploymentVersion = '${name}:${build}' AND ExecutionStatus = 'Running'`;
  return {
    name,
    known: () => knownBuilds(client, name),
    running: async (build) => (await client.workflow.count(pinnedTo(build))).count,
    isServed: async (build) => (await servedBuilds(client, taskQueue)).has(build),
    setCurrent: async (buildId) => {
      await workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: name,
        buildId,
        identity: client.options.identity,
      });
    },
    wake: (build) =>
      wakeAll(client, `${pinnedTo(build)} AND WorkflowType IN (${LONG_LIVED.map((type) => `'${type}'`).join(', ')})`),
  };
}

/** One that has gone on, or ended, meanwhile needs no waking. */
async function wakeAll(client: Client, query: string): Promise<void> {
  let waking: Promise<void>[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const woken = client.workflow.getHandle(workflowId, runId).signal(wakeSignal);
    waking.push(woken.catch(() => undefined));
    if (waking.length < AT_ONCE) continue;
    await Promise.all(waking);
    waking = [];
  }
  await Promise.all(waking);
}
