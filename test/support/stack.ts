import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { connectTemporal, loadConfig, type Config, type Temporal } from '../../worker/platform/index.ts';
import { startStack, type Stack } from '../stack/index.ts';
import { copyDatabase } from './databases.ts';
import { replayAll } from './replay.ts';

/** The product as it is deployed: API, worker and sandbox as processes of their own, on the run's PostgreSQL and Temporal. */
export interface TestStack {
  stack: Stack;
  config: Config;
  /** Where the stack keeps its data and logs. */
  dir: string;
  temporal: Temporal;
  /** A call to the API, with the admin key unless the headers say otherwise. */
  api: <T = Checkout>(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<ApiAnswer<T>>;
  /** A control call to the sandbox. */
  control: <T = Record<string, unknown>>(method: string, path: string, body?: unknown) => Promise<ApiAnswer<T>>;
  /** Stops all, and replays every workflow that ran, unless builds have run that are not of today's code. */
  stop(how?: { replay: boolean }): Promise<void>;
}

/** What stays when a stack is stopped and another one started: its folder, database and task queue. */
export interface Place {
  dir: string;
  databaseUrl: string;
  taskQueue: string;
}

export const newPlace = async (): Promise<Place> => ({
  dir: await mkdtemp(join(tmpdir(), 'apruve-checkout-stack-')),
  databaseUrl: await copyDatabase(inject('services').databaseUrl),
  taskQueue: `checkouts-${randomUUID()}`,
});

export interface ApiAnswer<T> {
  status: number;
  body: T;
  headers: Headers;
}

/** What the tests look at in a checkout as the API answers it. */
export interface Checkout {
  id: string;
  code: string;
  status: string;
  payment_status: string;
  apruve_order_id: string | null;
  attempt: number;
  lightbox: { script_url: string; order: Record<string, unknown>; secure_hash: string } | null;
  invoices: { id: string; merchant_invoice_id: string; status: string; amount_cents: number; shipments: { id: string }[] }[];
  attention: { code: string } | null;
}

export interface Transaction {
  id: number;
  action: string;
  amount_cents: number;
  reference: string | null;
  source_id: number | null;
  active: boolean;
  successful: boolean;
}

/** Starts the processes. `env` is what a deployment would add to its environment. A place that is given is the caller's to remove. */
export async function startTestStack(env: Record<string, string> = {}, place?: Place): Promise<TestStack> {
  const services = inject('services');
  const { dir, databaseUrl, taskQueue } = place ?? (await newPlace());
  const outside = {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: services.temporalAddress,
    TEMPORAL_TASK_QUEUE: taskQueue,
    PAYLOAD_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    WORKFLOW_BUNDLE: services.bundlePath,
    LOG_LEVEL: 'warn',
    SHUTDOWN_GRACE: '5s',
    POLICY_UNKNOWN_OUTCOME_WAIT: '300ms',
    ...env,
  };
  const stack = await startStack({ dir, env: outside, anyPorts: true });
  const { apruve } = stack.info;
  const apruveEnv = {
    APRUVE_API_KEY: apruve.api_key ?? '',
    APRUVE_MERCHANT_ID: apruve.merchant_id ?? '',
    APRUVE_BASE_URL: stack.info.sandbox_url ?? '',
    APRUVE_WEBHOOK_TOKEN: 'unused'.repeat(6),
  };
  const config = loadConfig({ ...outside, ...apruveEnv, SECRETS_KEY: Buffer.alloc(32, 1).toString('base64') });
  const temporal = await connectTemporal(config, { eager: true });
  return {
    stack,
    config,
    dir,
    temporal,
    api: (method, path, body, headers = {}) =>
      call(`${stack.info.api_url}${path}`, method, body, { authorization: `Bearer ${stack.info.admin_key}`, ...headers }),
    control: (method, path, body) => call(`${stack.info.sandbox_url}/_sandbox${path}`, method, body, {}),
    stop: async ({ replay } = { replay: true }) => {
      await stack.stop();
      if (replay) await replayAll(temporal.client, config, services.bundlePath);
      await temporal.close();
      if (place === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function call<T>(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<ApiAnswer<T>> {
  const answer = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as T, headers: answer.headers };
}
