import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ConnectionOptions } from '@temporalio/client';
import type { z } from 'zod';

import type { Mode } from '../../workflows/contract/channel.ts';
import type { PaidMeans } from '../../workflows/contract/checkout.ts';
import type { Policy } from '../../workflows/contract/policy.ts';
import type { PayloadKeys } from './codec.ts';
import type { SecretKeys } from './secret-box.ts';
import { togetherFaults, unknownPolicies } from './config-faults.ts';
import { apruveHosts, variables } from './config-variables.ts';
import type { Variables } from './config-variables.ts';

/** What it takes to reach Temporal; the worker's NativeConnection takes the same. */
interface TemporalConnectionOptions {
  address: string;
  tls?: NonNullable<ConnectionOptions['tls']>;
  apiKey?: string;
  metadata?: NonNullable<ConnectionOptions['metadata']>;
}

/** The merchant account that the environment describes. */
interface EnvironmentChannel {
  /** Null in the API, which never calls Apruve. */
  apiKey: string | null;
  merchantId: string;
  mode: Mode;
  webhookToken: string;
  paidMeans: PaidMeans;
}

export interface Config {
  temporal: { connection: TemporalConnectionOptions; namespace: string; taskQueue: string; uiUrl: string | null };
  /** What a worker does: `till` the checkouts, `background` what nobody waits for. */
  role: 'all' | 'till' | 'background';
  /** How Temporal sees the order number of a checkout, by which it is found there: as an HMAC, as it is, or not at all. */
  searchAttributes: 'off' | 'hash' | 'number';
  database: { url: string };
  /**
   * `host` is the address that the API listens on; null: all interfaces. `publicUrl` is where buyers and Apruve reach it, without
   * a trailing slash. `metricsPort` null: no metrics.
   */
  http: { host: string | null; port: number; metricsPort: number | null; publicUrl: string };
  /** What a minute takes: requests of one API key, and refused keys of one address. */
  rateLimits: { perKey: number; refused: number };
  /** A sentence at the top of every page; null: none. */
  banner: string | null;
  /** Serves the demo shop, where anybody may order, on the environment's test channel. */
  demoShop: boolean;
  /** Where users of the console sign in besides; null: with a password alone. */
  openid: { issuer: string; clientId: string; clientSecret: string } | null;
  /** For calls to Apruve and to shops. */
  proxy: { url: string; except: string } | null;
  /** The keys that encrypt what is secret in the database, see `secretBox`. */
  secrets: { keys: SecretKeys };
  /** Origins by mode: REST is under `/api/v4`, the script `/js/v4/apruve.js`. The production host cannot be changed. */
  apruve: { channel: EnvironmentChannel | null; baseUrls: Record<Mode, string> };
  /** PEM keys that sign webhooks, by mode; a production channel needs one. */
  webhookKeys: Record<Mode, string[]>;
  /** Defaults for channels; a running checkout keeps its own. */
  policy: Policy;
  /** How often a worker looks for processes that cannot go on. */
  jamsLookEveryMs: number;
  reconciliation: { everyMs: number; requestsPerSecond: number };
  /** Where the environment's channel sends notifications. */
  notifications: { url: string; secret: string; retryForMs: number } | null;
  /** Where receivers of channels may be, beside the internet; see `receiver-address.ts`. */
  receiverHosts: readonly string[];
  /** How long a notification is retried before it fails. */
  notificationRetryForMs: number;
  /** `token` null: no codec endpoint. */
  codec: { keys: PayloadKeys; token: string | null };
  /** Sends traces; where to is read by OpenTelemetry's SDK itself. */
  traces: boolean;
  log: { level: string };
  /** How long a stopping process may take to finish what it has begun. */
  shutdownGraceMs: number;
  /** How many workflows a worker keeps in memory. */
  maxCachedWorkflows: number;
  /** A file that `npm run bundle` has written; null: the worker bundles the workflows as it starts, which takes seconds. */
  workflowBundle: string | null;
}

/** Everything that is wrong with the environment. Each fault names its variable, and none shows a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['The environment is not usable:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.faults = faults;
  }
}

/** Which program is configured: the API faces the internet, and gets no key of Apruve's. */
export type Program = 'worker' | 'api';

/** Reads the whole configuration from the environment; empty variables count as absent. Throws a ConfigError with every fault. */
export function loadConfig(env: NodeJS.ProcessEnv, program: Program = 'worker'): Config {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value) given[name] = value;
  if (program === 'api') delete given['APRUVE_API_KEY'];
  const parsed = variables.safeParse(given);
  const temporal = readTemporal(given);
  const faults = [
    ...(parsed.error?.issues.map((issue) => describeFault(issue, given)) ?? []),
    ...temporal.faults,
    ...togetherFaults(given, program),
    ...unknownPolicies(given),
  ];
  if (!parsed.success || !temporal.value || faults.length > 0) throw new ConfigError(faults);
  return toConfig(parsed.data, temporal.value);
}

/** The address of the database alone, for the command that needs nothing else. Throws a ConfigError. */
export function loadDatabaseUrl(env: NodeJS.ProcessEnv): string {
  const parsed = variables.shape.DATABASE_URL.safeParse(env['DATABASE_URL']);
  if (parsed.success) return parsed.data;
  throw new ConfigError([`DATABASE_URL: ${env['DATABASE_URL'] ? parsed.error.issues[0]?.message : 'is missing'}`]);
}

function describeFault(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = String(issue.path[0]);
  return given[name] === undefined ? `${name}: is missing` : `${name}: ${issue.message}`;
}

type TemporalTarget = Pick<Config['temporal'], 'connection' | 'namespace'>;

function readTemporal(given: Record<string, string>): { value?: TemporalTarget; faults: string[] } {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: given });
    const { address = 'localhost:7233', tls, apiKey, metadata } = connectionOptions;
    const connection = { address, ...(tls && { tls }), ...(apiKey && { apiKey }), ...(metadata && { metadata }) };
    return { value: { connection, namespace: namespace ?? 'default' }, faults: [] };
  } catch (error) {
    // Only the first line: below it the TOML parser quotes the file, including its keys.
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    return { faults: [`TEMPORAL_*: ${reason}`] };
  }
}

function toConfig(v: Variables, temporal: TemporalTarget): Config {
  return {
    temporal: { ...temporal, taskQueue: v.TEMPORAL_TASK_QUEUE, uiUrl: v.TEMPORAL_UI_URL ?? null },
    role: v.WORKER_ROLE,
    searchAttributes: v.SEARCH_ATTRIBUTES,
    database: { url: v.DATABASE_URL },
    http: {
      host: v.HOST ?? null,
      port: v.PORT,
      metricsPort: v.METRICS_PORT ?? null,
      publicUrl: v.PUBLIC_URL ?? `http://localhost:${v.PORT}`,
    },
    rateLimits: { perKey: v.RATE_LIMIT_KEY, refused: v.RATE_LIMIT_REFUSED },
    banner: v.BANNER ?? null,
    demoShop: v.DEMO_SHOP === 'on',
    openid: openIdOf(v),
    proxy: v.HTTPS_PROXY === undefined ? null : { url: v.HTTPS_PROXY, except: v.NO_PROXY ?? '' },
    secrets: { keys: v.SECRETS_KEY },
    apruve: {
      channel: parseChannel(v),
      baseUrls: { ...apruveHosts, ...(v.APRUVE_BASE_URL && { test: v.APRUVE_BASE_URL }) },
    },
    webhookKeys: { test: v.APRUVE_WEBHOOK_KEYS_TEST, production: v.APRUVE_WEBHOOK_KEYS_PRODUCTION },
    policy: policyOf(v),
    jamsLookEveryMs: v.JAMS_LOOK_EVERY,
    reconciliation: { everyMs: v.POLICY_RECONCILE_EVERY, requestsPerSecond: v.RECONCILE_REQUESTS_PER_SECOND },
    notifications:
      v.NOTIFICATION_URL && v.NOTIFICATION_SECRET
        ? { url: v.NOTIFICATION_URL, secret: v.NOTIFICATION_SECRET, retryForMs: v.POLICY_NOTIFICATION_RETRY_FOR }
        : null,
    receiverHosts: v.RECEIVER_HOSTS,
    notificationRetryForMs: v.POLICY_NOTIFICATION_RETRY_FOR,
    codec: { keys: v.PAYLOAD_KEYS, token: v.CODEC_TOKEN ?? null },
    traces: v.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
    log: { level: v.LOG_LEVEL },
    shutdownGraceMs: v.SHUTDOWN_GRACE,
    maxCachedWorkflows: v.MAX_CACHED_WORKFLOWS,
    workflowBundle: v.WORKFLOW_BUNDLE ?? null,
  };
}

function parseChannel(v: Variables): EnvironmentChannel | null {
  const { APRUVE_API_KEY: apiKey, APRUVE_MERCHANT_ID: merchantId, APRUVE_WEBHOOK_TOKEN: webhookToken } = v;
  if (merchantId === undefined || webhookToken === undefined) return null;
  return { apiKey: apiKey ?? null, merchantId, webhookToken, mode: v.APRUVE_MODE, paidMeans: v.PAID_MEANS };
}

function openIdOf({ OPENID_ISSUER: issuer, OPENID_CLIENT_ID: clientId, OPENID_CLIENT_SECRET: clientSecret }: Variables) {
  return issuer === undefined || clientId === undefined || clientSecret === undefined ? null : { issuer, clientId, clientSecret };
}

const policyOf = (v: Variables): Policy => ({
  lostReturnAfterMs: v.POLICY_LOST_RETURN_AFTER,
  authorizationWindowMs: v.POLICY_AUTHORIZATION_WINDOW,
  approvalDeadlineMs: v.POLICY_APPROVAL_DEADLINE,
  approvalPollMs: v.POLICY_APPROVAL_POLL,
  invoiceWaitingMs: v.POLICY_INVOICE_WAITING,
  pendingInvoiceMs: v.POLICY_PENDING_INVOICE,
  expiryWarningMs: v.POLICY_EXPIRY_WARNING,
  unknownOutcomeWaitMs: v.POLICY_UNKNOWN_OUTCOME_WAIT,
  stepBoundMs: v.POLICY_STEP_BOUND,
  stepRetryMs: v.POLICY_STEP_RETRY,
});
