import { Client } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Dispatcher } from 'undici';
import { createDispatcher } from '../activities/apruve/http.ts';
import type { Observe } from '../activities/apruve/client.ts';
import { createActivities } from '../activities/index.ts';
import { openLedger, type LedgerConnection } from '../activities/ledger/database.ts';
import type { Build } from './builds/build.ts';
import { deploymentOf } from './builds/deployment.ts';
import { startFleet, type Fleet } from './builds/fleet.ts';
import { createChannels } from './channels.ts';
import { heartbeats } from './heartbeats.ts';
import { watchTries } from './jams/tries.ts';
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

/** The part of the grace in which a stopping worker lets activities finish. */
const GRACE_FOR_WORK = 0.8;

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
 * Starts a worker on the checkouts' task queue, for its own build of the workflows and for those that are still needed, with its sender of
 * notifications. Resolves once it is connected to Temporal.
 */
export async function startWorker(config: Config, build: Build, { log, registry }: Watched): Promise<RunningWorker> {
  const ledger = openLedger(config.database.url);
  const dispatcher = createDispatcher(config.proxy);
  const connection = await NativeConnection.connect(config.temporal.connection);
  const { namespace, taskQueue } = config.temporal;
  const converter = dataConverter(config.codec.keys);
  await registerSearchAttributes(config, connection.operatorService);
  const client = new Client({ connection, namespace, dataConverter: converter, interceptors: clientInterceptors(config) });
  const workflows = createWorkflowClient(client, taskQueue, { updateMs: CALL_WITHIN_MS, callMs: CALL_WITHIN_MS });
  const observed = registry && observe(registry, ledger);
  const channel = createChannels(config, { db: ledger.db, dispatcher, observe: callsSeen(config, observed?.observeCall) });
  const deps = { db: ledger.db, clock: () => new Date(), channel, workflows };
  const tries = watchTries(observed?.countTry ?? (() => {}));
  const worker = {
    connection,
    namespace,
    taskQueue,
    activities: createActivities({ ...deps, wakeSender: () => sender.wake() }),
    dataConverter: converter,
    interceptors: { activity: [heartbeats, tries.interceptor, ...(config.traces ? [activityTraces] : [])] },
    stickyQueueScheduleToStartTimeout: STICKY_MS,
    // What runs on is canceled then, and has the rest of the grace to end.
    shutdownGraceTime: config.shutdownGraceMs * GRACE_FOR_WORK,
    ...(config.maxCachedWorkflows !== null && { maxCachedWorkflows: config.maxCachedWorkflows }),
  };
  const deployment = deploymentOf(client, namespace, taskQueue);
  const fleet = await startFleet({ worker, deployment, db: ledger.db, log }, build);
  const sender = startSender({ ...deps, ...observed }, log);
  const watch = startWatch(deps, { log, tries, everyMs: config.jamsLookEveryMs, show: observed?.show ?? (() => {}) });
  const beside = [sender, watch];
  const stopped = closeAfter(fleet, beside, () => closeWorker(connection, dispatcher, ledger));
  return { health: healthOf(fleet.own, ledger), workflows, stopped, stop: () => stopAll([fleet, ...beside]).then(() => stopped) };
}

const healthOf = (worker: Worker, ledger: LedgerConnection): Health => ({
  probes: { database: ledger.ping, temporal: asksForWork(worker) },
  isStopping: () => worker.getState() !== 'RUNNING',
});

/** Calls to Apruve are counted, and are spans. */
const callsSeen =
  ({ traces }: Config, count: Observe | undefined): Observe =>
  (call) => {
    count?.(call);
    if (traces) apruveSpan(call);
  };

function observe(registry: Registry, ledger: LedgerConnection) {
  showConnections(registry, { worker: ledger.connections });
  showWaiting(registry, ledger.db);
  return { observeCall: apruveObserver(registry), observeTry: deliveryObserver(registry), ...jamMetrics(registry) };
}

const asksForWork = (worker: Worker) => async (): Promise<void> => {
  const { workflowPollerState, activityPollerState } = worker.getStatus();
  if (workflowPollerState !== 'POLLING' || activityPollerState !== 'POLLING') throw new Error('Temporal is not asked for work.');
};

/** What a worker runs beside its activities and workflows. */
type Beside = readonly { stop(): Promise<void> }[];

const stopAll = (beside: Beside): Promise<unknown> => Promise.all(beside.map((each) => each.stop()));

async function closeAfter(fleet: Fleet, beside: Beside, closeAll: () => Promise<void>): Promise<void> {
  try {
    await fleet.stopped;
  } finally {
    await stopAll(beside);
    await closeAll();
  }
}

async function closeWorker(
  connection: NativeConnection,
  dispatcher: Dispatcher,
  ledger: { close(): Promise<void> },
): Promise<void> {
  await Promise.allSettled([connection.close(), dispatcher.close(), ledger.close()]);
}
