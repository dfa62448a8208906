import type { WorkflowHandle } from '@temporalio/client';
import { beforeAll, vi } from 'vitest';
import { deploymentOf } from '../../worker/builds/deployment.ts';
import { promote } from '../../worker/builds/promote.ts';
import type { Rig } from './rig.ts';
import { withRig } from './with-rig.ts';

/** The id of a second build, which has today's code too. */
const OTHER = 'other';

/** A rig that serves two builds of today's code, so that its processes can go from one to the other. */
export function withTwoBuilds(env: Record<string, string> = {}): Rig {
  const rig = withRig(env);
  beforeAll(async () => {
    await rig.startWorker({ id: OTHER });
  });
  return rig;
}

/** Makes another build current than a process runs on, and waits until it has gone on there, in a new run. Returns the id of its former run. */
export async function goOnInNewRun({ temporal: { client }, config }: Rig, handle: WorkflowHandle): Promise<string> {
  const { namespace, taskQueue } = config.temporal;
  const deployment = deploymentOf(client, namespace, taskQueue);
  const { all, current } = await deployment.known();
  // A run that has not begun yet begins on the build that is made current, and is followed by none.
  const begun = async (): Promise<string | false> => {
    const { runId, historyLength } = await handle.describe();
    return historyLength > 1 && runId;
  };
  const former = await vi.waitUntil(begun, { timeout: 60_000, interval: 300 });
  const target = all.find((build) => build !== current);
  if (current === null || target === undefined) throw new Error('There are no two builds.');
  await promote(deployment, target);
  const hasGoneOn = async (): Promise<boolean> => {
    await deployment.wake(current);
    const { runId, raw } = await handle.describe();
    return runId !== former && raw.pendingWorkflowTask == null;
  };
  await vi.waitUntil(hasGoneOn, { timeout: 60_000, interval: 300 });
  return former;
}
