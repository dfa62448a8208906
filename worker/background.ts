import { Worker } from '@temporalio/worker';
import type { Fleet, WorkerParts } from './builds/fleet.ts';

/** Activities at once. */
const SLOTS = 20;

/**
 * A worker that does activities alone, whatever build of the workflows asks for them: what nobody waits for, on slots of its own, so that
 * none of it keeps a checkout waiting.
 */
export async function startBackground(parts: WorkerParts): Promise<Fleet> {
  const own = await Worker.create({ ...parts, maxConcurrentActivityTaskExecutions: SLOTS });
  const stopped = own.run();
  return {
    own,
    stopped,
    stop: () => {
      if (own.getState() === 'RUNNING') own.shutdown();
      return stopped;
    },
  };
}
