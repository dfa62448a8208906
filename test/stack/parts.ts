import { join } from 'node:path';

import { connectTemporal } from '../../worker/platform/index.ts';
import type { Config } from '../../worker/platform/index.ts';
import { logFile } from './paths.ts';
import type { Plan } from './plan.ts';
import { postgresCommand, postgresUrl, waitForPostgres } from './postgres.ts';
import type { Command } from './process.ts';
import type { Part } from './supervisor.ts';
import { temporalBinary } from './temporal-binary.ts';
import { temporalCommand, waitForTemporal } from './temporal-server.ts';
import { until, untilAnswers } from './wait.ts';
import type { WaitOptions } from './wait.ts';

const deadlineMs = 60_000;

/** As in the image: what Temporal's core frees is used again, whichever of its threads has freed it. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

/** Runs one of our modules in a separate Node process without a wrapper, so that the process id is the program's. */
export function nodeCommand(script: string, args: string[], env: NodeJS.ProcessEnv): Command {
  return { file: process.execPath, args: ['--import', 'tsx', script, ...args], env: { ...FEW_ARENAS, ...env } };
}

export function databasePart(dir: string, plan: NonNullable<Plan['database']>): Part {
  return {
    name: 'database',
    command: () => postgresCommand({ ...plan, dataDir: join(dir, 'postgres'), durable: true }),
    ready: (signal) => waitForPostgres(postgresUrl(plan), { deadlineMs, signal }),
    // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
    stop: { signal: 'SIGINT', graceMs: 10_000 },
    log: logFile(dir, 'database'),
  };
}

export function temporalPart(dir: string, plan: NonNullable<Plan['temporal']>, say: (line: string) => void): Part {
  return {
    name: 'temporal',
    command: async () => temporalCommand({ ...plan, binary: await temporalBinary(say), dataDir: dir }),
    ready: (signal) => waitForTemporal(`127.0.0.1:${plan.port}`, { deadlineMs, signal }),
    stop: { signal: 'SIGTERM', graceMs: 10_000 },
    log: logFile(dir, 'temporal'),
  };
}

/** Apruve's side gets none of our secrets. */
const NOT_FOR_APRUVE = { DATABASE_URL: undefined, SECRETS_KEY: undefined, PAYLOAD_KEYS: undefined, CODEC_TOKEN: undefined };

export function sandboxPart(dir: string, { webhookUrl, env }: Plan, { port, url }: NonNullable<Plan['sandbox']>): Part {
  const own = {
    SANDBOX_PORT: String(port),
    SANDBOX_STATE_FILE: join(dir, 'sandbox.json'),
    SANDBOX_WEBHOOK_URL: webhookUrl,
    SANDBOX_PUBLIC_URL: url,
  };
  return {
    name: 'sandbox',
    command: () => nodeCommand('test/sandbox/main.ts', [], { ...env, ...NOT_FOR_APRUVE, ...own }),
    ready: (signal) => untilAnswers(`${url}/_sandbox/public-key.pem`, { deadlineMs, signal }),
    stop: { signal: 'SIGTERM', graceMs: 5_000 },
    log: logFile(dir, 'sandbox'),
  };
}

export function workerPart(dir: string, plan: Plan, config: Config): Part {
  const env = { ...plan.env, METRICS_PORT: String(plan.metricsPorts.worker) };
  return {
    name: 'worker',
    command: () => nodeCommand('worker/main.ts', [], env),
    ready: (signal) => waitForPollers(config, { deadlineMs, signal }),
    stop: { signal: 'SIGTERM', graceMs: aboveGrace(config) },
    log: logFile(dir, 'worker'),
  };
}

/** Another worker beside that one. */
export function sparePart(dir: string, plan: Plan, config: Config): Part {
  const command = (): Command => nodeCommand('worker/main.ts', [], plan.env);
  return { ...workerPart(dir, plan, config), name: 'spare', command, log: logFile(dir, 'spare') };
}

export function apiPart(dir: string, plan: Plan, config: Config): Part {
  // Apruve's key is the worker's: the API faces the internet, and never calls Apruve.
  const env = { ...plan.env, METRICS_PORT: String(plan.metricsPorts.api), APRUVE_API_KEY: undefined };
  return {
    name: 'api',
    command: () => nodeCommand('api/main.ts', [], env),
    ready: (signal) => untilAnswers(`${plan.apiUrl}/readyz`, { deadlineMs, signal }),
    stop: { signal: 'SIGTERM', graceMs: aboveGrace(config) },
    log: logFile(dir, 'api'),
  };
}

/** A stopping worker or API gets its own grace, and then some, before it is killed. */
function aboveGrace(config: Config): number {
  return config.shutdownGraceMs + 10_000;
}

/** A worker is ready when Temporal sees it ask for work. */
async function waitForPollers(config: Config, wait: WaitOptions): Promise<void> {
  const temporal = await connectTemporal(config);
  const { namespace, taskQueue } = config.temporal;
  const seen = async (): Promise<true | undefined> => {
    const queue = { namespace, taskQueue: { name: taskQueue } };
    const { pollers } = await temporal.client.workflowService.describeTaskQueue(queue);
    return pollers && pollers.length > 0 ? true : undefined;
  };
  try {
    await until(`a worker on task queue ${taskQueue}`, seen, wait);
  } finally {
    await temporal.close();
  }
}
