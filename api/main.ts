import type { Logger } from 'pino';
import { apruveHosts } from '../worker/platform/config-variables.ts';
import { listenForChanges, type Changes } from '../activities/ledger/changes/listening.ts';
import { migrateLedger, openLedger, type LedgerConnection } from '../activities/ledger/database.ts';
import { assertModeKept, ModeChanged } from '../activities/ledger/kept-mode.ts';
import { eraseWhatCame } from '../activities/ledger/erasing/erase-checkout.ts';
import { endSession, isSessionEnded, purgeEndedSessions } from '../activities/ledger/http-api/ended-sessions.ts';
import { purgeUserSessions } from '../activities/ledger/http-api/user-sessions.ts';
import { openRateLimits } from '../activities/ledger/http-api/rate-limits.ts';
import { purgeBatches } from '../activities/ledger/batches.ts';
import { purgeRequests } from '../activities/ledger/http-api/api-requests.ts';
import { purgeOutcomes } from '../activities/ledger/http-api/idempotency-keys.ts';
import { ConfigError, loadConfig, type Config } from '../worker/platform/config.ts';
import type { Health } from '../worker/platform/health.ts';
import { createRegistry, requestObserver, showConnections } from '../worker/platform/metrics/registry.ts';
import { serveMetrics } from '../worker/platform/metrics/server.ts';
import { createLogger } from '../worker/platform/log.ts';
import { startTracing } from '../worker/platform/tracing.ts';
import { connectTemporal, type Temporal } from '../worker/platform/temporal.ts';
import { createApp, type AppOptions } from './app.ts';
import { startBatchSender } from './batches/sender.ts';
import { allChannels, channelSetupOf, type Channels } from './channels.ts';
import { loggable } from './http/loggable.ts';
import { countPasswordTry, countRefused } from './http/rate-limit.ts';
import { startRequestLog } from './http/request-log.ts';
import { listen } from './http/server.ts';
import { untilDone } from './http/until-done.ts';
import { demoShopKey } from './keys/demo-shop-key.ts';
import { openIdDoor } from './people/openid.ts';
import { ledgerPeople } from './people/people.ts';
import { toUserName } from './people/user-name.ts';
import { derivedKey } from './keys/derived-key.ts';
import { temporalWorkflows } from './temporal/workflows.ts';
import { registerPages, type PagesOptions } from './web/pages/register.ts';

const HOUR_MS = 3_600_000;
const LIST_CONNECTIONS = 3;

/** What the API holds open. */
interface Parts {
  ledger: LedgerConnection;
  lists: LedgerConnection;
  rateLimits: ReturnType<typeof openRateLimits>;
  temporal: Temporal;
  changes: Changes;
  stopping: AbortController;
  /** True once the database has this version's tables. */
  isMigrated: () => boolean;
}

/** The API as a process. It starts without Temporal and without the database; `/readyz` says when it can work. */
async function main(config: Config): Promise<void> {
  const log = createLogger(config.log.level, 'api');
  const stopTracing = config.traces ? await startTracing('apruve-checkout-api') : null;
  const parts = await openParts(config, log);
  const registry = createRegistry();
  showConnections(registry, { api: parts.ledger.connections, lists: parts.lists.connections });
  const health = healthOf(parts);
  const observe = requestObserver(registry);
  const requests = startRequestLog(parts.ledger.db, log);
  const { host, port, metricsPort } = config.http;
  const app = appOf(config, { log, health, observe, record: requests.record, traces: config.traces }, parts);
  const server = await listen(app.fetch, port, { host });
  const batches = startBatchSender({ db: parts.ledger.db, fetchApi: async (request) => app.fetch(request), log });
  const served =
    metricsPort === null ? null : await serveMetrics({ health, metrics: () => registry.metrics() }, metricsPort, host);
  const purge = setInterval(() => {
    const { db } = parts.ledger;
    Promise.all([
      purgeOutcomes(db),
      purgeEndedSessions(db),
      purgeUserSessions(db),
      purgeRequests(db),
      purgeBatches(db),
      eraseWhatCame(db),
    ]).catch((err: unknown) => {
      log.warn(loggable(err), 'old idempotency keys and sessions, or buyers that were erased, could not be removed');
    });
  }, HOUR_MS);
  log.info({ port: server.port }, 'the API is listening');

  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'the API is stopping');
    parts.stopping.abort();
    clearInterval(purge);
    // Pages that are open would hold the server for as long as they are.
    await Promise.all([parts.changes.stop(), server.drain(config.shutdownGraceMs), batches.stop()]);
    await requests.stop();
    served?.close();
    await Promise.allSettled([parts.ledger.close(), parts.lists.close(), parts.rateLimits.close()]);
    // Last: the client's late retries on a closed connection throw where nobody can catch them.
    await Promise.allSettled([parts.temporal.close(), stopTracing?.()]);
    log.info('the API has stopped');
    // A migration that hangs on a silent database would hold the process; PostgreSQL takes it back whole.
    process.exit();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
}

async function openParts(config: Config, log: Logger): Promise<Parts> {
  const { url } = config.database;
  const onError = (err: Error): void => log.warn({ err }, 'a database connection was lost');
  const ledger = openLedger(url, { onError });
  const lists = openLedger(url, { max: LIST_CONNECTIONS, onError });
  const temporal = await connectTemporal(config);
  const stopping = new AbortController();
  let migrated = false;
  const migrate = async (): Promise<void> => {
    await migrateLedger(url);
    await assertModeKept(ledger.db, config.apruve.channel?.mode ?? null);
    migrated = true;
  };
  const failed = (err: unknown): void => {
    if (err instanceof ModeChanged) refuseToRun(err);
    log.warn(loggable(err), 'the database cannot be migrated yet');
  };
  void untilDone(migrate, stopping.signal, failed);
  const changes = listenForChanges(url, (err) => log.warn(loggable(err), 'changes for open pages are not heard'));
  return {
    ledger,
    lists,
    changes,
    rateLimits: openRateLimits(url, config.rateLimits),
    temporal,
    stopping,
    isMigrated: () => migrated,
  };
}

/** What would be opened now would not be of the mode of what there is. */
function refuseToRun({ message }: ModeChanged): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function healthOf({ ledger, temporal, stopping, isMigrated }: Parts): Health {
  const database = async (withinMs: number): Promise<void> => {
    await ledger.ping(withinMs);
    if (!isMigrated()) throw new Error('The tables are not there yet.');
  };
  const probes = { temporal: temporal.probe, workers: temporal.probeWorkers, database };
  return { probes, isStopping: () => stopping.signal.aborted };
}

type Watched = Pick<AppOptions, 'log' | 'health' | 'observe' | 'record' | 'traces'>;

function appOf(config: Config, watched: Watched, parts: Parts): ReturnType<typeof createApp> {
  const { ledger, temporal } = parts;
  const { limits } = parts.rateLimits;
  const { db } = ledger;
  const { keys, token } = config.codec;
  const channels = allChannels(config, db);
  return createApp({
    ...watched,
    deps: {
      db,
      lists: parts.lists.db,
      channels,
      workflows: temporalWorkflows(temporal.client, config.temporal.taskQueue),
      channelSetup: channelSetupOf(config),
      openidIssuer: config.openid?.issuer ?? null,
      clock: () => new Date(),
    },
    limits,
    pages: (app) => registerPages(app, pagesOptions(config, parts, channels)),
    codec: { keys, token, uiUrl: config.temporal.uiUrl, namespace: config.temporal.namespace },
  });
}

/** What the pages need beside the public API, as plain values. The demo shop needs a test channel. */
function pagesOptions(config: Config, { ledger, rateLimits, changes }: Parts, channels: Channels): PagesOptions {
  const { db } = ledger;
  const { limits } = rateLimits;
  const { publicUrl } = config.http;
  const { uiUrl, namespace } = config.temporal;
  const [present, ...former] = config.secrets.keys;
  const secret = (purpose: string): Uint8Array<ArrayBuffer> => derivedKey(present, purpose);
  const session = 'console session';
  const apruveOrigin = config.apruve.baseUrls.test;
  return {
    banner: config.banner,
    console: {
      modes: async () => (await channels.list()).map(({ mode }) => mode),
      sessionSecrets: [secret(session), ...former.map((key) => derivedKey(key, session))],
      endedSessions: { add: (id, until) => endSession(db, id, until), has: (id) => isSessionEnded(db, id) },
      people: ledgerPeople(db),
      live: { changes },
      openid: config.openid === null ? null : openIdDoor(db, config.openid, publicUrl),
      countPasswordTry: (c, name) => countPasswordTry(c, limits.passwordTries, toUserName(name)),
      countRefusedSignIn: (c) => countRefused(c, limits.refusedSignIns),
      publicUrl,
      temporal: uiUrl === null ? null : { uiUrl, namespace },
    },
    shop:
      !config.demoShop || config.apruve.channel?.mode !== 'test'
        ? null
        : {
            apiKey: demoShopKey(db, secret('demo shop key')),
            apruveOrigin,
            otherSideUrl: apruveOrigin === apruveHosts.test ? null : apruveOrigin,
            cookieSecret: secret('demo shop cookie'),
            publicUrl,
            notificationSecret: demoShopSecret(config),
          },
  };
}

/** Null where notifications go to another shop than the demo shop. */
function demoShopSecret({ notifications }: Config): string | null {
  if (notifications === null || !new URL(notifications.url).pathname.endsWith('/shop/notifications')) return null;
  return notifications.secret;
}

try {
  await main(loadConfig(process.env, 'api'));
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
