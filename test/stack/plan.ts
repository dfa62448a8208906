import { join } from 'node:path';

import { SANDBOX_API_KEY, SANDBOX_MERCHANT_ID } from '../sandbox/seeds.ts';
import { portChooser } from './ports.ts';
import type { PortOptions } from './ports.ts';
import { postgresUrl } from './postgres.ts';
import { keptSecrets } from './secrets.ts';
import type { Secrets } from './secrets.ts';

/** Where everything will be, and the environment in which worker and API run. */
export interface Plan {
  apiUrl: string;
  apiPort: number;
  /** Where Apruve, or the sandbox, delivers the webhooks of the environment's channel. */
  webhookUrl: string;
  metricsPorts: { api: number; worker: number };
  /** Null where the environment names one that runs already. */
  database: { port: number; password: string } | null;
  temporal: { port: number; uiPort: number; uiUrl: string; codecEndpoint: string } | null;
  sandbox: { port: number; url: string; merchantId: string; apiKey: string } | null;
  /** Everything that `loadConfig` needs, except the sandbox's webhook key, which comes from the sandbox. */
  env: NodeJS.ProcessEnv;
}

/** Chooses ports, makes secrets, and leaves to the environment what it configures. Starts nothing. */
export async function makePlan(dir: string, env: NodeJS.ProcessEnv, ports: PortOptions = {}): Promise<Plan> {
  const port = portChooser(env, ports);
  const secrets = keptSecrets(dir);
  const apiPort = await port('PORT');
  const apiUrl = `http://localhost:${apiPort}`;
  const metricsPorts = { api: await port('API_METRICS_PORT'), worker: await port('WORKER_METRICS_PORT') };
  const codecEndpoint = `${apiUrl}/codec/${env['CODEC_TOKEN'] || secrets.codec_token}`;
  const database = env['DATABASE_URL'] ? null : { port: await port('DATABASE_PORT'), password: secrets.database_password };
  const temporal = env['TEMPORAL_ADDRESS'] ? null : await planTemporal(port, codecEndpoint);
  const sandbox = apruveIsElsewhere(env) ? null : await planSandbox(port);
  const webhookToken = env['APRUVE_WEBHOOK_TOKEN'] || secrets.webhook_token;
  const childEnv = {
    ...env,
    HOST: env['HOST'] || '127.0.0.1',
    PORT: String(apiPort),
    PUBLIC_URL: env['PUBLIC_URL'] || apiUrl,
    RECEIVER_HOSTS: env['RECEIVER_HOSTS'] || 'localhost,127.0.0.1',
    ...(temporal && { SEARCH_ATTRIBUTES: env['SEARCH_ATTRIBUTES'] || 'number' }),
    ...ourSecrets(env, secrets),
    ...(database && { DATABASE_URL: postgresUrl(database) }),
    ...(temporal && ownTemporal(dir, temporal)),
    ...(sandbox && ownApruve(sandbox)),
    ...((sandbox || env['APRUVE_API_KEY']) && { APRUVE_WEBHOOK_TOKEN: webhookToken }),
    ...(hasDemoShop(env, sandbox) && { DEMO_SHOP: 'on', ...ownReceiver(env, apiUrl, secrets) }),
  };
  const webhookUrl = `${apiUrl}/webhooks/apruve/${webhookToken}`;
  return { apiUrl, apiPort, webhookUrl, metricsPorts, database, temporal, sandbox, env: childEnv };
}

type ChoosePort = ReturnType<typeof portChooser>;

async function planTemporal(port: ChoosePort, codecEndpoint: string): Promise<NonNullable<Plan['temporal']>> {
  const uiPort = await port('TEMPORAL_UI_PORT');
  return { port: await port('TEMPORAL_PORT'), uiPort, uiUrl: `http://localhost:${uiPort}`, codecEndpoint };
}

async function planSandbox(port: ChoosePort): Promise<NonNullable<Plan['sandbox']>> {
  const sandboxPort = await port('SANDBOX_PORT');
  const merchant = { merchantId: SANDBOX_MERCHANT_ID, apiKey: SANDBOX_API_KEY };
  return { port: sandboxPort, url: `http://localhost:${sandboxPort}`, ...merchant };
}

/** Real Apruve, or a sandbox that was started elsewhere. */
export function apruveIsElsewhere(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env['APRUVE_BASE_URL'] || env['APRUVE_API_KEY'] || env['APRUVE_MODE'] === 'production');
}

function ourSecrets(env: NodeJS.ProcessEnv, secrets: Secrets): NodeJS.ProcessEnv {
  return {
    SECRETS_KEY: env['SECRETS_KEY'] || secrets.secrets_key,
    PAYLOAD_KEYS: env['PAYLOAD_KEYS'] || secrets.payload_keys,
    CODEC_TOKEN: env['CODEC_TOKEN'] || secrets.codec_token,
  };
}

/** Settings for another Temporal cluster, in the environment or the home folder, must not apply to this one. */
function ownTemporal(dir: string, { port, uiUrl }: NonNullable<Plan['temporal']>): NodeJS.ProcessEnv {
  return {
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_UI_URL: uiUrl,
    TEMPORAL_CONFIG_FILE: join(dir, 'no-temporal-profile.toml'),
    TEMPORAL_PROFILE: undefined,
    TEMPORAL_API_KEY: undefined,
    TEMPORAL_TLS: undefined,
  };
}

function ownApruve({ url, merchantId, apiKey }: NonNullable<Plan['sandbox']>): NodeJS.ProcessEnv {
  return { APRUVE_MODE: 'test', APRUVE_BASE_URL: url, APRUVE_MERCHANT_ID: merchantId, APRUVE_API_KEY: apiKey };
}

/** It needs a test channel. */
function hasDemoShop(env: NodeJS.ProcessEnv, sandbox: Plan['sandbox']): boolean {
  return sandbox !== null || Boolean(env['APRUVE_API_KEY'] && env['APRUVE_MODE'] !== 'production');
}

/** Notifications go to the demo shop, unless the environment names another receiver. */
function ownReceiver(env: NodeJS.ProcessEnv, apiUrl: string, secrets: Secrets): NodeJS.ProcessEnv {
  if (env['NOTIFICATION_URL'] || env['NOTIFICATION_SECRET']) return {};
  return { NOTIFICATION_URL: `${apiUrl}/shop/notifications`, NOTIFICATION_SECRET: secrets.notification_secret };
}
