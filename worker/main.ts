import type { Logger } from 'pino';
import { migrateLedger, openLedger, queryFailure } from '../activities/ledger/database.ts';
import { assertModeKept, ModeChanged } from '../activities/ledger/kept-mode.ts';
import { ownBuild } from './builds/own-build.ts';
import { ConfigError, createLogger, loadConfig, type Config } from './platform/index.ts';
import { installRuntime } from './metrics/runtime.ts';
import { createRegistry } from './platform/metrics/registry.ts';
import { serveMetrics } from './platform/metrics/server.ts';
import { startTracing } from './platform/tracing.ts';
import { startWorker } from './run.ts';

async function main(config: Config): Promise<void> {
  const log = createLogger(config.log.level, 'worker');
  const { host, metricsPort } = config.http;
  const stopTracing = config.traces ? await startTracing('apruve-checkout-worker') : null;
  const readCore = await installRuntime(log, { metrics: metricsPort !== null });
  await migrateLedger(config.database.url);
  await keepMode(config);
  const build = config.role === 'background' ? null : await ownBuild(config.workflowBundle);
  const registry = createRegistry();
  const worker = await startWorker(config, build, { log, registry });
  const metrics = async (): Promise<string> => (await Promise.all([registry.metrics(), readCore()])).join('\n');
  const served = metricsPort === null ? null : await serveMetrics({ health: worker.health, metrics }, metricsPort, host);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'worker is stopping');
      setTimeout(() => cutOff(log), config.shutdownGraceMs).unref();
      worker.stop().catch((error: unknown) => log.error({ error: String(error) }, 'worker did not stop cleanly'));
    });
  }
  await worker.workflows.scheduleReconciliation(config.reconciliation.everyMs).catch(async (error: unknown) => {
    // Without it nothing is repaired, and nobody would notice: a worker that cannot set it up does not run.
    await worker.stop();
    throw error;
  });
  log.info({ task_queue: config.temporal.taskQueue, role: config.role, build: build?.id }, 'worker is ready');
  await worker.stopped;
  served?.close();
  await stopTracing?.();
  log.info('worker has stopped');
}

/** Throws where `APRUVE_MODE` is not that of the checkouts there are. */
async function keepMode({ database, apruve }: Config): Promise<void> {
  const ledger = openLedger(database.url);
  try {
    await assertModeKept(ledger.db, apruve.channel?.mode ?? null);
  } finally {
    await ledger.close();
  }
}

/** Ends the process at the end of its grace, whatever still runs: Temporal gives that to another worker. */
function cutOff(log: Logger): void {
  log.warn('worker was cut off: its grace is over');
  process.exit(0);
}

/** Its message says it all. */
const isPlain = (error: unknown): error is Error => error instanceof ConfigError || error instanceof ModeChanged;

try {
  await main(loadConfig(process.env));
} catch (error) {
  // The database's own words say more than the query that failed.
  const failed = queryFailure(error)?.cause ?? error;
  process.stderr.write(`${isPlain(failed) ? failed.message : String(failed instanceof Error ? failed.stack : failed)}\n`);
  // Not exitCode: Temporal's native runtime would keep the process alive, and no supervisor would start another.
  process.exit(1);
}
