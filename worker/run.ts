import { Client } from '@temporalio/client';
import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import { createDispatcher } from '../activities/apruve/http.ts';
import { createActivities } from '../activities/index.ts';
import { openLedger } from '../activities/ledger/database.ts';
import { createChannels } from './channels.ts';
import { heartbeats } from './heartbeats.ts';
import { startSender } from './notifications/sender.ts';
import { createWorkflowClient, type WorkflowClient } from './platform/workflow-client/client.ts';
import { dataConverter, type Config } from './platform/index.ts';

/** Below what one attempt of any activity may take, so that a call which does not get through is retried with its activity. */
const CALL_WITHIN_MS = 8_000;

export interface RunningWorker {
  /** The workflows, over the worker's own connection. */
  workflows: WorkflowClient;
  /** Settles when the worker has stopped; rejects when it stopped because of an error. */
  stopped: Promise<void>;
  /** Takes no new work, finishes what it has begun within the grace time, sends no notification any more, and closes its connections. */
  stop(): Promise<void>;
}

/** Starts a worker on the checkouts' task queue, with its sender of notifications. Resolves once it is connected to Temporal. */
export async function startWorker(config: Config, workflowBundle: WorkflowBundleOption, log: Logger): Promise<RunningWorker> {
  const ledger = openLedger(config.database.url);
  const dispatcher = createDispatcher(config.proxy);
  const connection = await NativeConnection.connect(config.temporal.connection);
  const { namespace, taskQueue } = config.temporal;
  const converter = dataConverter(config.codec.keys);
  const client = new Client({ connection, namespace, dataConverter: converter });
  const workflows = createWorkflowClient(client, taskQueue, { updateMs: CALL_WITHIN_MS, callMs: CALL_WITHIN_MS });
  const deps = { db: ledger.db, clock: () => new Date(), channel: createChannels(config, dispatcher), workflows };
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle,
    activities: createActivities({ ...deps, wakeSender: () => sender.wake() }),
    dataConverter: converter,
    interceptors: { activity: [heartbeats] },
    // How long a workflow whose worker was killed waits for it before another worker takes over; Temporal's default is 10 s.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: config.shutdownGraceMs,
    maxConcurrentActivityTaskExecutions: 100,
    ...(config.maxCachedWorkflows !== null && { maxCachedWorkflows: config.maxCachedWorkflows }),
  });
  const sender = startSender(deps, log);
  const stopped = runAndClose(worker, async () => {
    await sender.stop();
    await closeWorker(connection, dispatcher, ledger);
  });
  return {
    workflows,
    stopped,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all([sender.stop(), stopped]);
    },
  };
}

async function runAndClose(worker: Worker, closeAll: () => Promise<void>): Promise<void> {
  try {
    await worker.run();
  } finally {
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
