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
  for await (const { workflowId, error } of results) {
    if (error !== undefined) throw new Error(`The history of ${workflowId} does not replay`, { cause: error });
  }
}
