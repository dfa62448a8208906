import { join } from 'node:path';

import { logFile, root } from './paths.ts';
import { anyPort } from './ports.ts';
import { postgresCommand, postgresUrl, waitForPostgres } from './postgres.ts';
import { readyOrDead, startProcess } from './process.ts';
import type { Child, Command } from './process.ts';
import { temporalBinary } from './temporal-binary.ts';
import { temporalCommand, waitForTemporal } from './temporal-server.ts';
import type { WaitOptions } from './wait.ts';

const readyWithinMs = 60_000;

/**
 * A PostgreSQL for a test run, with its data and log under `dir`, which is kept between runs so that only the first one pays for
 * initdb. Fast but not durable: no sync, no password. The caller creates and drops its databases.
 */
export async function startTestPostgres(dir: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await anyPort();
  const command = await postgresCommand({ dataDir: join(dir, 'postgres'), port, password: null, durable: false });
  const url = postgresUrl({ port, password: null });
  const child = await started(command, logFile(dir, 'postgres'), (wait) => waitForPostgres(url, wait));
  return { url, stop: () => child.stop('SIGINT', 5_000) };
}

/**
 * A Temporal dev server for a test run: in memory, without a user interface, namespace `default`.
 * Its log goes to `dir`.
 */
export async function startTestTemporal(
  dir = join(root, '.local', 'test'),
  settings: readonly string[] = [],
): Promise<{ address: string; binary: string; stop: () => Promise<void> }> {
  const binary = await temporalBinary();
  const port = await anyPort();
  const address = `127.0.0.1:${port}`;
  const command = temporalCommand({ binary, port, uiPort: null, dataDir: null, codecEndpoint: null, settings });
  const child = await started(command, logFile(dir, 'temporal'), (wait) => waitForTemporal(address, wait));
  return { address, binary, stop: () => child.stop('SIGKILL', 0) };
}

/** Starts the program and waits until it is ready; one that ends before that is an error at once. */
async function started(command: Command, log: string, ready: (wait: WaitOptions) => Promise<void>): Promise<Child> {
  const child = await startProcess(command, { log });
  try {
    await readyOrDead(child, (signal) => ready({ deadlineMs: readyWithinMs, signal }));
    return child;
  } catch (cause) {
    await child.stop('SIGKILL', 0);
    throw new Error(`${command.file} did not start; see ${log}`, { cause });
  }
}
