import { join } from 'node:path';

import { Connection } from '@temporalio/client';

import type { Command } from './process.ts';
import { until } from './wait.ts';
import type { WaitOptions } from './wait.ts';

export interface TemporalServerOptions {
  /** The `temporal` program, see `temporalBinary`. */
  binary: string;
  port: number;
  /** Null: no user interface. */
  uiPort: number | null;
  /** Folder of its data file. Null: in memory. */
  dataDir: string | null;
  /** Where the user interface has payloads decrypted. */
  codecEndpoint: string | null;
  /** Settings of the server beside those that every one has, as `name=value`. */
  settings?: readonly string[];
}

/** How to start Temporal's dev server, on the loopback address, with the namespace `default`. */
export function temporalCommand({ binary, port, uiPort, dataDir, codecEndpoint, settings = [] }: TemporalServerOptions): Command {
  const ui = uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch'];
  const codec = uiPort !== null && codecEndpoint !== null ? ['--ui-codec-endpoint', codecEndpoint] : [];
  // WAL without a sync per write is as fast as memory; the default is half as fast.
  const pragmas = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];
  const data = dataDir === null ? [] : ['--db-filename', join(dataDir, 'temporal.db'), ...pragmas];
  // The default of 20 polls a second puts about 40 ms before every task of a lone checkout.
  // Every test that has a task queue of its own has a deployment too.
  const set = ['history.transferProcessorMaxPollRPS=1000', 'matching.maxDeployments=10000', ...settings].flatMap((one) => [
    '--dynamic-config-value',
    one,
  ]);
  const log = ['--log-level', 'warn'];
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), ...ui, ...codec, ...data, ...set, ...log];
  return { file: binary, args };
}

/** Waits until the server knows its namespace. */
export async function waitForTemporal(address: string, wait: WaitOptions): Promise<void> {
  // gRPC's own pause before it connects again would be a second.
  const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 100 };
  const connection = Connection.lazy({ address, channelArgs, interceptors: [] });
  const probe = async (): Promise<true> => {
    await connection.withDeadline(Date.now() + 1_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
    return true;
  };
  try {
    await until(`Temporal at ${address} to answer`, probe, { everyMs: 25, ...wait });
  } finally {
    await connection.close();
  }
}
