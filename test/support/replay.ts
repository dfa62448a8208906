import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { dataConverter, type Config } from '../../worker/platform/index.ts';

/** Replays every workflow of a rig's task queue: code that does not repeat its own history fails the test that made it. */
export async function replayAll(client: Client, config: Config, bundlePath: string): Promise<void> {
  const histories = client.workflow
    .list({ query: `TaskQueue = '${config.temporal.taskQueue}' AND ExecutionStatus != 'Terminated'` })
    .intoHistories();
  const results = Worker.runReplayHistories(
    { workflowBundle: { codePath: bundlePath }, dataConverter: dataConverter(config.codec.keys) },
    histories,
  );
  let replayed = 0;
  for await (const { workflowId, error } of results) {
    replayed += 1;
    if (error !== undefined) throw new Error(`The history of ${workflowId} does not replay`, { cause: error });
  }
  if (replayed === 0) throw new Error('No history was replayed: the list of workflows was empty.');
}
