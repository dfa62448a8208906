import { Client, Connection } from '@temporalio/client';

import { dataConverter } from './codec.ts';
import type { Config } from './config.ts';
import { searchable } from './search-attributes.ts';
import { clientTraces } from './tracing.ts';

export interface Temporal {
  client: Client;
  /** Resolves when Temporal answers and knows our namespace. Rejects when it does not do so within `deadlineMs`. */
  probe: (deadlineMs: number) => Promise<void>;
  /** Resolves when a worker has asked our task queue for work lately, within `deadlineMs`. Rejects otherwise. */
  probeWorkers: (deadlineMs: number) => Promise<void>;
  close(): Promise<void>;
}

/** A worker asks again at least each minute. */
const ASKED_WITHIN_MS = 90_000;

/** What each client adds to its calls. */
export const clientInterceptors = (config: Pick<Config, 'secrets' | 'searchAttributes' | 'traces'>) => ({
  workflow: [...searchable(config), ...(config.traces ? [clientTraces] : [])],
});

/**
 * A client for our namespace whose payloads and failures are encrypted.
 * Connects with the first call, so that a process can start before Temporal. `eager` connects now and throws when it cannot. `once` sends no
 * call again by itself, for a command that closes the connection when one has failed.
 */
export async function connectTemporal(
  config: Pick<Config, 'temporal' | 'codec' | 'secrets' | 'searchAttributes' | 'traces'>,
  options: { eager?: boolean; once?: boolean } = {},
): Promise<Temporal> {
  const { connection: target, namespace, taskQueue } = config.temporal;
  // gRPC's own pause before it reconnects grows to two minutes, too long after a restart of Temporal.
  const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 2_000 };
  // The client's retries would outlast the deadline, and throw uncaught once the connection is closed.
  const unrepeated = { ...target, channelArgs, interceptors: [] };
  const connectionOptions = options.once ? unrepeated : { ...target, channelArgs };
  const connection = options.eager ? await Connection.connect(connectionOptions) : Connection.lazy(connectionOptions);
  const interceptors = clientInterceptors(config);
  const client = new Client({ connection, namespace, dataConverter: dataConverter(config.codec.keys), interceptors });
  const probing = Connection.lazy(unrepeated);
  const probe = async (deadlineMs: number): Promise<void> => {
    await probing.withDeadline(Date.now() + deadlineMs, () => probing.workflowService.describeNamespace({ namespace }));
  };
  const probeWorkers = async (deadlineMs: number): Promise<void> => {
    const { pollers } = await probing.withDeadline(Date.now() + deadlineMs, () =>
      probing.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
    );
    const asked = (pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000);
    if (!asked.some((at) => at > Date.now() - ASKED_WITHIN_MS)) throw new Error(`No worker asks ${taskQueue} for work.`);
  };
  const close = async (): Promise<void> => {
    await probing.close();
    await connection.close();
  };
  return { client, probe, probeWorkers, close };
}
