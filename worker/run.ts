import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Observe } from '../activities/apruve/client.ts';
import { createActivities } from '../activities/index.ts';
import type { LedgerConnection } from '../activities/ledger/database.ts';
import { backgroundQueue } from '../workflows/contract/task-queues.ts';
import { startBackground } from './background.ts';
import type { Build } from './builds/build.ts';
import { deploymentOf } from './builds/deployment.ts';
import { startFleet, type Fleet, type WorkerParts } from './builds/fleet.ts';
import { openConnections, type Connections } from './connections.ts';
import { heartbeats } from './heartbeats.ts';
import { unknownActivity, watchTries, type Tries } from './jams/tries.ts';
import { startWatch } from './jams/watch.ts';
import { jamMetrics } from './metrics/jams.ts';
import { showWaiting } from './metrics/waiting.ts';
import { startSender } from './notifications/sender.ts';
import type { Health } from './platform/health.ts';
import { apruveObserver, deliveryObserver, showConnections } from './platform/metrics/registry.ts';
import { registerSearchAttributes } from './platform/search-attributes.ts';
import { clientInterceptors } from './platform/temporal.ts';
import { createWorkflowClient, type WorkflowClient } from './platform/workflow-client/client.ts';
import { dataConverter, type Config } from './platform/index.ts';
import { activityTraces, apruveSpan } from './traces.ts';

/** Below what one attempt of any activity may take, so that a call which does not get through is retried with its activity. */
const CALL_WITHIN_MS = 8_000;

/** How long a workflow whose worker was killed waits for it before another worker takes over; Temporal's default is 10 s. */
const STICKY_MS = 2_000;

/** The SDK would keep beats back for four of the five seconds that Temporal waits for one (`workflows/activity-proxies.ts`). */
const BEATS_AT_LEAST_MS = 2_000;

/** The part of the grace in which a stopping worker lets activities finish. */
const GRACE_FOR_WORK = 0.8;

/** Connections to the ledger, of each kind of work. */
const CONNECTIONS = { till: 10, background: 5 };

/** Who watches the worker. */
export interface Watched {
  log: Logger;
  /** Where its metrics are counted; absent: nowhere. */
  registry?: Registry;
}

export interface RunningWorker {
  /** What `/readyz` asks: the ledger answers, and Temporal is asked for work. */
  health: Health;
  /** The workflows, over the worker's own connection. */
  workflows: WorkflowClient;
  /** Settles when the worker has stopped; rejects when it stopped because of an error. */
  stopped: Promise<void>;
  /** Takes no new work, finishes what it has begun within the grace time, sends no notification any more, and closes its connections. */
  stop(): Promise<void>;
}

/**
 * Starts what the configured role asks for. The till is the checkouts: workflows of this build and of others that are still needed, and
 * their activities. The background is what nobody waits for: its activities, and the sender of notifications. `build` is null where there
 * is no till. Resolves once it is connected to Temporal.
 */
export async function startWorker(config: Config, build: Build | null, { log, registry }: Watched): Promise<RunningWorker> {
  const connection = await NativeConnection.connect(config.temporal.connection);
  const { namespace, taskQueue } = config.temporal;
  await registerSearchAttributes(config, connection.operatorService);
  const options = { connection, namespace, dataConverter: dataConverter(config.codec.keys) };
  const client = new Client({ ...options, interceptors: clientInterceptors(config) });
  const workflows = createWorkflowClient(client, taskQueue, { updateMs: CALL_WITHIN_MS, callMs: CALL_WITHIN_MS });
  const metrics = registry && metricsIn(registry);
  const shared = { workflows, observe: callsSeen(config, metrics?.observeCall) };
  const till = openConnections(config, CONNECTIONS.till, shared);
  const background = openConnections(config, CONNECTIONS.background, shared);
  if (registry) observeLedger(registry, till, background);

  const tries = watchTries(metrics?.countTry ?? (() => {}));
  const sender = config.role === 'till' ? null : startSender({ ...background.deps, ...metrics }, log);
  const wakeSender = (): void => sender?.wake();
  const on = (queue: string, { deps }: Connections): WorkerParts => ({
    ...options,
    ...workerOptions(config, tries),
    taskQueue: queue,
    activities: { ...createActivities({ ...deps, wakeSender }), default: unknownActivity },
  });
  const deployment = deploymentOf(client, namespace, taskQueue);
  const parts = { worker: on(taskQueue, till), deployment, db: till.ledger.db, log };
  const fleets = await Promise.all([
    ...(build === null ? [] : [startFleet(parts, build)]),
    ...(config.role === 'till' ? [] : [startBackground(on(backgroundQueue(taskQueue), background))]),
  ]);
  const watch = startWatch(background.deps, { log, tries, everyMs: config.jamsLookEveryMs, show: metrics?.show ?? (() => {}) });
  const all = [...fleets, watch, ...(sender === null ? [] : [sender])];
  const stopped = closeAfter(fleets, all, () => closeAll([connection, till, background]));
  return { health: healthOf(fleets, background.ledger), workflows, stopped, stop: () => stopAll(all).then(() => stopped) };
}

const workerOptions = (config: Config, tries: Tries) => ({
  interceptors: { activity: [heartbeats, tries.interceptor, ...(config.traces ? [activityTraces] : [])] },
  stickyQueueScheduleToStartTimeout: STICKY_MS,
  maxHeartbeatThrottleInterval: BEATS_AT_LEAST_MS,
  // What runs on is canceled then, and has the rest of the grace to end.
  shutdownGraceTime: config.shutdownGraceMs * GRACE_FOR_WORK,
  maxCachedWorkflows: config.maxCachedWorkflows,
});

const healthOf = (fleets: readonly Fleet[], ledger: LedgerConnection): Health => ({
  probes: { database: ledger.ping, temporal: () => asksForWork(fleets) },
  isStopping: () => fleets.some(({ own }) => own.getState() !== 'RUNNING'),
});

/** Calls to Apruve are counted, and are spans. */
const callsSeen =
  ({ traces }: Config, count: Observe | undefined): Observe =>
  (call) => {
    count?.(call);
    if (traces) apruveSpan(call);
  };

const metricsIn = (registry: Registry) => ({
  observeCall: apruveObserver(registry),
  observeTry: deliveryObserver(registry),
  ...jamMetrics(registry),
});

function observeLedger(registry: Registry, till: Connections, background: Connections): void {
  showConnections(registry, { worker: till.ledger.connections, background: background.ledger.connections });
  showWaiting(registry, background.ledger.db);
}

/** One without workflows never asks for their tasks. */
async function asksForWork(fleets: readonly Fleet[]): Promise<void> {
  const asks = ({ own }: Fleet): boolean => {
    const { runState, workflowPollerState, activityPollerState } = own.getStatus();
    return runState === 'RUNNING' && workflowPollerState !== 'FAILED' && activityPollerState === 'POLLING';
  };
  if (!fleets.every(asks)) throw new Error('Temporal is not asked for work.');
}

/** What a worker runs: where one of the fleets ends, all ends. */
type Running = readonly { stop(): Promise<void> }[];

const stopAll = (running: Running): Promise<unknown> => Promise.all(running.map((each) => each.stop()));

async function closeAfter(fleets: readonly Fleet[], running: Running, close: () => Promise<void>): Promise<void> {
  try {
    await Promise.race(fleets.map(({ stopped }) => stopped));
  } finally {
    await stopAll(running).catch(() => undefined);
    await close();
  }
}

async function closeAll(opened: readonly { close(): Promise<void> }[]): Promise<void> {
  await Promise.allSettled(opened.map((each) => each.close()));
}
