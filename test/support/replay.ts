import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { expect } from 'vitest';
import { begunHistories } from '../../worker/builds/begun-histories.ts';
import { dataConverter, EncryptionCodec, type Config } from '../../worker/platform/index.ts';
import { portable } from '../recording/portable.ts';
import { HISTORIES_INTO } from '../recording/store.ts';

/**
 * Replays every workflow of a rig's task queue: code that does not repeat its own history fails the test that made it. While histories are
 * recorded (`npm run histories`), each is written down.
 */
export async function replayAll(client: Client, config: Config, bundlePath: string): Promise<void> {
  const query = `TaskQueue = '${config.temporal.taskQueue}' AND ExecutionStatus != 'Terminated'`;
  const into = process.env[HISTORIES_INTO];
  const codec = new EncryptionCodec(config.codec.keys);
  let replayed = 0;
  async function* histories() {
    for await (const { workflowId, history } of begunHistories(client.workflow.list({ query }).intoHistories())) {
      replayed += 1;
      if (into !== undefined) await writeDown(into, await portable(history as temporal.api.history.v1.IHistory, codec));
      yield { workflowId, history };
    }
  }
  const results = Worker.runReplayHistories(
    { workflowBundle: { codePath: bundlePath }, dataConverter: dataConverter(config.codec.keys) },
    histories(),
  );
  for await (const { workflowId, error } of results)
    if (error !== undefined) throw new Error(`The history of ${workflowId} does not replay`, { cause: error });
  if (replayed === 0) throw new Error('No history was replayed: the list of workflows was empty.');
}

/** Under the name of the test that made it. */
async function writeDown(folder: string, text: string): Promise<void> {
  const test = basename(expect.getState().testPath ?? '', '.test.ts');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${test}.${randomUUID()}.json`), text);
}
