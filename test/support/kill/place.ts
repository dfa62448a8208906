import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inject, vi } from 'vitest';
import { openLedger, type LedgerConnection } from '../../../activities/ledger/database.ts';
import { connectTemporal, loadConfig, withLocalStack, type Config, type Temporal } from '../../../worker/platform/index.ts';
import { startStack, type PartName, type Stack } from '../../stack/index.ts';
import type { Victim } from './plan.ts';

/** Everything in processes of its own, Temporal and database too, and with two workers: what is killed here is nobody else's. */
export interface Place {
  stack: Stack;
  config: Config;
  ledger: LedgerConnection;
  temporal: Temporal;
  /** Kills one, of the workers the one that does a call of these checkouts. Resolves to what waits until it is back. */
  kill(victim: Victim, checkouts: readonly string[]): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

/** After a request without an answer, how long it may still land: short, so that the drill does not take hours. */
const UNKNOWN_OUTCOME_WAIT = '2s';
const BACK_WITHIN_MS = 60_000;
const ASK_AGAIN_MS = 100;

export async function startPlace(): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-kill-'));
  const env = {
    PATH: process.env['PATH'],
    WORKFLOW_BUNDLE: inject('services').bundlePath,
    LOG_LEVEL: 'warn',
    SHUTDOWN_GRACE: '5s',
    SANDBOX_WEBHOOK_RETRY_MS: '200',
    POLICY_UNKNOWN_OUTCOME_WAIT: UNKNOWN_OUTCOME_WAIT,
  };
  const stack = await startStack({ dir, env, anyPorts: true, spareWorker: true });
  const config = loadConfig(withLocalStack({ STACK_DIR: dir }));
  const ledger = openLedger(stack.info.database_url, { max: 5 });
  const temporal = await connectTemporal(config);
  const place = { stack, config, ledger, temporal };
  return {
    ...place,
    kill: async (victim, checkouts) => {
      const name = victim === 'worker' ? await workerOf(place, checkouts) : victim;
      const former = stack.info.pids[name] ?? 0;
      // PostgreSQL's processes for its connections would live on.
      process.kill(victim === 'database' ? -former : former, 'SIGKILL');
      return async () => {
        await stack.waitForRestart(name, former, BACK_WITHIN_MS);
        if (name === 'worker' || name === 'spare') await asksForWork(place, name);
      };
    },
    stop: async () => {
      await Promise.allSettled([ledger.close(), temporal.close()]);
      await stack.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

type Running = Omit<Place, 'kill' | 'stop'>;

/** The worker that has a call of one of these checkouts; either where none has. */
async function workerOf({ temporal, stack }: Running, checkouts: readonly string[]): Promise<'worker' | 'spare'> {
  for (const id of checkouts) {
    const described = await temporal.client.workflow
      .getHandle(id)
      .describe()
      .catch(() => null);
    const [call] = described?.raw.pendingActivities ?? [];
    if (call?.lastWorkerIdentity?.startsWith(`${stack.info.pids.spare}@`) ?? false) return 'spare';
    if (call !== undefined) return 'worker';
  }
  return 'worker';
}

/** Waits until Temporal has seen this process ask for work: the other one does all the while. */
async function asksForWork({ temporal, stack, config }: Running, name: Extract<PartName, 'worker' | 'spare'>): Promise<void> {
  const { namespace, taskQueue } = config.temporal;
  const request = { namespace, taskQueue: { name: taskQueue } };
  const isSeen = async (): Promise<boolean> => {
    const { pollers } = await temporal.client.workflowService.describeTaskQueue(request);
    return (pollers ?? []).some(({ identity }) => identity?.startsWith(`${stack.info.pids[name]}@`));
  };
  await vi.waitUntil(() => isSeen().catch(() => false), { timeout: BACK_WITHIN_MS, interval: 100 });
}

/** What nobody refuses who is merely killed. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Asks until what is asked answers: whoever calls a process that was killed calls again. A refusal is an end. */
export async function insist<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof Refused) throw error;
      return null;
    });
    if (answer !== null) return answer;
    await pause(ASK_AGAIN_MS);
  }
}
