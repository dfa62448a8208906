import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPE, wakeSignal } from '../../workflows/contract/messages.ts';

/** ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS */
const IN_PROGRESS = 1;
/** Of gRPC: nobody has asked for work with this deployment or build yet. */
const NOT_FOUND = 5;
/** A worker that has nothing to do asks once a minute; so much longer as clocks differ and Temporal rounds. */
const ASKED_WITHIN_MS = 70_000;
/** How many processes are woken at once. */
const AT_ONCE = 20;

/** The builds of a deployment as Temporal knows them. */
interface KnownBuilds {
  /** Where new processes start; null before the first build was made current. */
  current: string | null;
  all: string[];
  /** True once every task queue has heard of the last change. */
  isRouted: boolean;
}

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
    known: () => describe(client, namespace, name),
    running: async (build) => (await client.workflow.count(pinnedTo(build))).count,
    isServed: async (build) => {
      const { pollers } = await workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
      });
      return (pollers ?? []).some(
        ({ deploymentOptions, lastAccessTime }) =>
          deploymentOptions?.buildId === build && Number(lastAccessTime?.seconds ?? 0) * 1_000 > Date.now() - ASKED_WITHIN_MS,
      );
    },
    setCurrent: async (buildId) => {
      await workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: name,
        buildId,
        identity: client.options.identity,
      });
    },
    wake: (build) => wakeAll(client, `${pinnedTo(build)} AND WorkflowType = '${WORKFLOW_TYPE}'`),
  };
}

async function describe(client: Client, namespace: string, deploymentName: string): Promise<KnownBuilds> {
  try {
    const { workerDeploymentInfo: info } = await client.workflowService.describeWorkerDeployment({ namespace, deploymentName });
    const state = info?.routingConfigUpdateState;
    return {
      current: info?.routingConfig?.currentDeploymentVersion?.buildId || null,
      all: (info?.versionSummaries ?? []).flatMap(({ deploymentVersion }) => deploymentVersion?.buildId ?? []),
      isRouted: Number(state) !== IN_PROGRESS,
    };
  } catch (error) {
    if (isNotFound(error)) return { current: null, all: [], isRouted: true };
    throw error;
  }
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

const isNotFound = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === NOT_FOUND;
