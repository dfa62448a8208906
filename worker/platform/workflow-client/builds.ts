import type { Client } from '@temporalio/client';

/** ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS */
const IN_PROGRESS = 1;
/** Of gRPC: nobody has asked for work with this deployment yet. */
const NOT_FOUND = 5;
/** A worker that has nothing to do asks once a minute; so much longer as clocks differ and Temporal rounds. */
const ASKED_WITHIN_MS = 70_000;

/** The builds of a deployment as Temporal knows them. */
export interface KnownBuilds {
  /** Where new processes start; null before the first build was made current. */
  current: string | null;
  all: string[];
  /** True once every task queue has heard of the last change. */
  isRouted: boolean;
}

/** The builds of a deployment; none where no worker has asked for work as a part of it yet. */
export async function knownBuilds(client: Client, deploymentName: string): Promise<KnownBuilds> {
  try {
    const { namespace } = client.options;
    const { workerDeploymentInfo: info } = await client.workflowService.describeWorkerDeployment({ namespace, deploymentName });
    return {
      current: info?.routingConfig?.currentDeploymentVersion?.buildId || null,
      all: (info?.versionSummaries ?? []).flatMap(({ deploymentVersion }) => deploymentVersion?.buildId ?? []),
      isRouted: Number(info?.routingConfigUpdateState) !== IN_PROGRESS,
    };
  } catch (error) {
    if (isNotFound(error)) return { current: null, all: [], isRouted: true };
    throw error;
  }
}

/** The builds whose work a worker asks for. */
export async function servedBuilds(client: Client, taskQueue: string): Promise<Set<string>> {
  const { namespace } = client.options;
  const { pollers } = await client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } });
  const asked = (pollers ?? []).filter(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > Date.now() - ASKED_WITHIN_MS,
  );
  return new Set(asked.flatMap(({ deploymentOptions }) => deploymentOptions?.buildId ?? []));
}

const isNotFound = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === NOT_FOUND;
