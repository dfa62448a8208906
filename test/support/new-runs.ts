import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, vi } from 'vitest';
import { startTestTemporal } from '../stack/services.ts';
import { startRig, type Rig } from './rig.ts';
import { late } from './with-rig.ts';

/** From here on the server of `withShortHistories` finds a history long; Temporal's own default is 4,096. */
export const LONG = 30;

/** A rig on a server of its own, where processes go on in new runs after a few steps. */
export function withShortHistories(env: Record<string, string> = {}): Rig {
  let rig: Rig | undefined;
  let server: Awaited<ReturnType<typeof startTestTemporal>> | undefined;
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-long-'));
    server = await startTestTemporal(dir, [`limit.historyCount.suggestContinueAsNew=${LONG}`]);
    rig = await startRig({ TEMPORAL_ADDRESS: server.address, ...env });
    // The server's own processes, which keep builds and schedules, begin anew as often there.
  }, 120_000);
  afterAll(async () => {
    await rig?.stop();
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  return late('rig', () => rig);
}

/** Waits until a process has gone on in another run than this one, and rests there. Returns the id of its run. */
export async function inNewRun(handle: WorkflowHandle, after: string): Promise<string> {
  const runId = async (): Promise<string | false> => {
    const now = await handle.describe();
    return now.runId !== after && now.raw.pendingWorkflowTask == null ? now.runId : false;
  };
  return vi.waitUntil(runId, { timeout: 15_000, interval: 50 });
}
