import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Registry } from 'prom-client';
import { inject } from 'vitest';
import { openLedger, type LedgerConnection } from '../../activities/ledger/database.ts';
import { connectTemporal, createLogger, loadConfig, type Config, type Temporal } from '../../worker/platform/index.ts';
import { ownBuild } from '../../worker/builds/own-build.ts';
import { deploymentOf } from '../../worker/builds/deployment.ts';
import { promote } from '../../worker/builds/promote.ts';
import { startWorker, type RunningWorker } from '../../worker/run.ts';
import { startSandbox, type Sandbox } from '../sandbox/server.ts';
import { copyDatabase } from './databases.ts';
import type { Services } from './global-setup.ts';
import { replayAll } from './replay.ts';

/** Waits that a test does not want to wait for: short, and long enough not to ring by accident. Reconciliation runs when it is asked for. */
const SHORT_WAITS = {
  POLICY_UNKNOWN_OUTCOME_WAIT: '300ms',
  POLICY_STEP_RETRY: '1s',
  POLICY_RECONCILE_EVERY: '999d',
  RECONCILE_REQUESTS_PER_SECOND: '1000',
};

/** The real parts of one test file: a database, a sandbox, a task queue, a worker. */
export interface Rig {
  config: Config;
  env: Record<string, string>;
  ledger: LedgerConnection;
  temporal: Temporal;
  sandbox: Sandbox;
  /** Starts another worker on the rig's task queue, and makes today's build current; stopped with the rig. */
  startWorker(options?: WorkerOptions): Promise<RunningWorker>;
  /** Stops the workers that run, as for those of another version. */
  stopWorkers(): Promise<void>;
  /** Replays every workflow that ran here against today's code, and stops everything. */
  stop(): Promise<void>;
}

interface WorkerOptions {
  /** The id of its build, where not today's. */
  id?: string;
  /** Code that is served in place of today's, as if it were that build. */
  bundlePath?: string | undefined;
  registry?: Registry;
  config?: Partial<Config>;
}

export interface RigOptions {
  /** False: the test starts its own. */
  worker?: boolean;
  /** What the sandbox signs webhooks with, where not with its throw-away key. */
  signingKeyPem?: string;
  /** How many requests the sandbox remembers, where not 20,000. */
  requestsKept?: number;
}

/** Builds the environment that a deployment would have, and starts the parts from it. */
export async function startRig(overrides: Record<string, string> = {}, options: RigOptions = {}): Promise<Rig> {
  const services = inject('services');
  const databaseUrl = await copyDatabase(services.databaseUrl);
  const { signingKeyPem, requestsKept } = options;
  const sandbox = await startSandbox({
    webhookRetryMs: 50,
    ...(signingKeyPem !== undefined && { signingKeyPem }),
    ...(requestsKept !== undefined && { requestsKept }),
  });
  const env = { ...environment(services, databaseUrl, sandbox), ...overrides };
  const config = loadConfig(env);
  const ledger = openLedger(databaseUrl, { max: 5 });
  const temporal = await connectTemporal(config, { eager: true });
  const workers: RunningWorker[] = [];
  const start: Rig['startWorker'] = async ({ id: named, bundlePath, registry, config: changed } = {}) => {
    const log = createLogger(config.log.level, 'worker');
    const today = await ownBuild(services.bundlePath);
    const id = named ?? today.id;
    const build = { id, code: bundlePath === undefined ? today.code : await readFile(bundlePath, 'utf8') };
    const isBackground = changed?.role === 'background';
    const watched = { log, ...(registry && { registry }) };
    const worker = await startWorker({ ...config, ...changed }, isBackground ? null : build, watched);
    workers.push(worker);
    if (isBackground) return worker;
    await promote(deploymentOf(temporal.client, config.temporal.namespace, config.temporal.taskQueue), id);
    await worker.workflows.scheduleReconciliation(config.reconciliation.everyMs);
    return worker;
  };
  const stopWorkers = async (): Promise<void> => void (await Promise.all(workers.map((worker) => worker.stop())));
  if (options.worker ?? true) await start();
  return {
    config,
    env,
    ledger,
    temporal,
    sandbox,
    startWorker: start,
    stopWorkers,
    stop: async () => {
      await stopWorkers();
      await replayAll(temporal.client, config, services.bundlePath);
      await Promise.all([temporal.close(), ledger.close(), sandbox.close()]);
    },
  };
}

/** What a deployment's environment would say. */
function environment(services: Services, databaseUrl: string, sandbox: Sandbox): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: services.temporalAddress,
    TEMPORAL_TASK_QUEUE: `checkouts-${randomUUID().slice(0, 8)}`,
    SECRETS_KEY: randomBytes(32).toString('base64'),
    PAYLOAD_KEYS: `test:${randomBytes(32).toString('base64')}`,
    APRUVE_API_KEY: sandbox.merchants.default.apiKey,
    APRUVE_MERCHANT_ID: sandbox.merchants.default.merchantId,
    APRUVE_MODE: 'test',
    APRUVE_BASE_URL: sandbox.url,
    APRUVE_WEBHOOK_TOKEN: randomBytes(32).toString('hex'),
    APRUVE_WEBHOOK_KEYS_TEST: sandbox.publicKeyPem,
    LOG_LEVEL: 'error',
    RECEIVER_HOSTS: '127.0.0.1',
    SHUTDOWN_GRACE: '5s',
    ...SHORT_WAITS,
  };
}
