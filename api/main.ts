import { migrateLedger, openLedger } from '../activities/ledger/database.ts';
import { purgeOutcomes } from '../activities/ledger/idempotency.ts';
import { connectTemporal } from '../worker/platform/temporal.ts';
import { ConfigError, loadConfig, type Config } from '../worker/platform/config.ts';
import { createLogger } from '../worker/platform/log.ts';
import { createApp } from './app.ts';
import { environmentChannels } from './channels.ts';
import { temporalProcess } from './process.ts';
import { listen } from './server.ts';
import { untilDone } from './until-done.ts';

const HOUR_MS = 3_600_000;

/** The API as a process. It starts without Temporal and without the database; `/readyz` says when it can work. */
async function main(config: Config): Promise<void> {
  const log = createLogger(config.log.level, 'api');
  const ledger = openLedger(config.database.url, { onError: (err) => log.warn({ err }, 'a database connection was lost') });
  const temporal = await connectTemporal(config);
  const stopping = new AbortController();
  let migrated = false;
  const migration = untilDone(
    () => migrateLedger(config.database.url),
    stopping.signal,
    (err) => log.warn({ err }, 'the database cannot be migrated yet'),
  ).then(() => (migrated = true));

  const { db } = ledger;
  const { token } = config.codec;
  const app = createApp({
    deps: { db, channels: environmentChannels(config), process: temporalProcess(temporal.client, config.temporal.taskQueue) },
    health: {
      probes: {
        temporal: (ms) => temporal.probe(ms),
        database: async (ms) => {
          await ledger.ping(ms);
          if (!migrated) throw new Error('not migrated yet');
        },
      },
      isStopping: () => stopping.signal.aborted,
    },
    log,
    codec: token === null ? null : { keys: config.codec.keys, token, uiUrl: config.temporal.uiUrl },
  });
  const server = await listen(app.fetch, config.http.port);
  const purge = setInterval(() => {
    purgeOutcomes(db).catch((err: unknown) => log.warn({ err }, 'old idempotency keys could not be removed'));
  }, HOUR_MS);
  log.info({ port: server.port }, 'the API is listening');

  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'the API is stopping');
    stopping.abort();
    clearInterval(purge);
    await server.drain(config.shutdownGraceMs);
    await migration.catch(() => undefined);
    await Promise.allSettled([ledger.close(), temporal.close()]);
    log.info('the API has stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
}

try {
  await main(loadConfig(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
