import { Runtime } from '@temporalio/worker';
import { migrateLedger } from '../activities/ledger/database.ts';
import { bundleWorkflows } from './bundle.ts';
import { ConfigError, createLogger, loadConfig, type Config } from './platform/index.ts';
import { startWorker } from './run.ts';

async function main(config: Config): Promise<void> {
  const log = createLogger(config.log.level, 'worker');
  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] });
  const [bundle] = await Promise.all([bundleWorkflows(), migrateLedger(config.database.url)]);
  const worker = await startWorker(config, bundle, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'worker is stopping');
      worker.stop().catch((error: unknown) => log.error({ error: String(error) }, 'worker did not stop cleanly'));
    });
  }
  await worker.workflows.scheduleReconciliation(config.reconcileEveryMs).catch(async (error: unknown) => {
    // Without it nothing is repaired, and nobody would notice: a worker that cannot set it up does not run.
    await worker.stop();
    throw error;
  });
  log.info({ task_queue: config.temporal.taskQueue }, 'worker is ready');
  await worker.stopped;
  log.info('worker has stopped');
}

type Log = ReturnType<typeof createLogger>;

/** Passes Temporal's log lines to our logger. Its info is our debug, because it logs every start and stop. */
function temporalLogger(log: Log) {
  const at = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) => {
    log[level]({ ...meta }, message);
  };
  return {
    log: (level: string, message: string, meta?: object) => at(level === 'ERROR' ? 'error' : 'info')(message, meta),
    trace: at('trace'),
    debug: at('debug'),
    info: at('debug'),
    warn: at('warn'),
    error: at('error'),
  };
}

try {
  await main(loadConfig(process.env));
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
}
