import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Pool } from '@medusajs/framework/pg';
import { caller } from './caller.ts';
import { begin, end, freePort, run, until, type Run } from './processes.ts';

const connector = resolve(import.meta.dirname, '../..');
const repository = resolve(connector, '../../..');
const shopDir = join(connector, 'test/shop');
const medusa = join(connector, 'node_modules/.bin/medusa');
const ADMIN = { email: 'admin@example.test', password: 'only for tests' };

interface StackInfo {
  api_url: string;
  sandbox_url: string;
  database_url: string;
  admin_key: string;
}
export interface Seeded {
  key: string;
  region: string;
  option: string;
  variant: string;
}
/** Where everything is that was started: plain values, which cross to the processes that the tests run in. */
export interface Started {
  medusaUrl: string;
  adminToken: string;
  seeded: Seeded;
  sandboxUrl: string;
  apiUrl: string;
  adminKey: string;
  stackDir: string;
}

/** Installs the connector in the shop as npm would: from its packed tarball. */
async function install(logs: string): Promise<void> {
  const target = join(shopDir, 'node_modules/apruve-checkout-medusa');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const said = await run(['npm', 'pack', '--silent', '--pack-destination', logs], {
    cwd: connector,
    env: {},
    logs,
    name: 'pack',
  });
  const tarball = join(logs, said.trim().split('\n').at(-1) ?? '');
  await run(['tar', '-xzf', tarball, '-C', target, '--strip-components=1'], { cwd: connector, env: {}, logs, name: 'unpack' });
}

async function startStack(dir: string, env: Record<string, string>): Promise<{ process: ChildProcess; info: StackInfo }> {
  if (!existsSync(join(repository, 'node_modules')))
    throw new Error('Run npm ci in the repository first: the tests start its stack.');
  const process = begin(['node', '--import', 'tsx', 'test/stack/main.ts'], {
    cwd: repository,
    env: { ...env, STACK_DIR: dir },
    logs: dir,
    name: 'stack',
  });
  const info = await until('the stack', () => JSON.parse(readFileSync(join(dir, 'stack.json'), 'utf8')) as StackInfo, 180_000);
  return { process, info };
}

async function createDatabase(url: string): Promise<string> {
  const pool = new Pool({ connectionString: url });
  await pool.query('create database medusa');
  await pool.end();
  const own = new URL(url);
  own.pathname = '/medusa';
  return own.href;
}

/**
 * Starts a Medusa server with the connector installed, and the whole stack of this repository, both over one real PostgreSQL: some 40 seconds
 * on a quiet machine.
 */
export async function startShop(): Promise<{ started: Started; stop: () => Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'medusa-connector-'));
  const port = await freePort();
  const medusaUrl = `http://localhost:${port}`;
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const receiver = { NOTIFICATION_URL: `${medusaUrl}/hooks/payment/apruve_credit`, NOTIFICATION_SECRET: secret };
  const [stack] = await Promise.all([startStack(dir, receiver), install(dir)]);
  const { api_url: apiUrl, admin_key: adminKey, sandbox_url: sandboxUrl } = stack.info;
  const env = {
    DATABASE_URL: await createDatabase(stack.info.database_url),
    APRUVE_CHECKOUT_URL: apiUrl,
    APRUVE_CHECKOUT_KEY: adminKey,
    NOTIFICATION_SECRET: secret,
    MEDUSA_DISABLE_TELEMETRY: 'true',
    NODE_ENV: 'production',
  };
  const about = (name: string): Run => ({ cwd: shopDir, env, logs: dir, name });
  await run([medusa, 'db:migrate', '--execute-safe-links'], about('migrate'));
  const said = await run([medusa, 'exec', './seed.js'], about('seed'));
  const seeded = JSON.parse(/SEEDED (.*)/.exec(said)?.[1] ?? '') as Seeded;
  await run([medusa, 'user', '-e', ADMIN.email, '-p', ADMIN.password], about('user'));
  const server = begin([medusa, 'start', '-p', String(port)], about('medusa'));
  await until('Medusa', async () => ((await fetch(`${medusaUrl}/health`)).ok ? true : undefined), 90_000);
  const signedIn = await caller(medusaUrl)<{ token: string }>('POST', '/auth/user/emailpass', ADMIN);
  return {
    started: { medusaUrl, adminToken: signedIn.body.token, seeded, sandboxUrl, apiUrl, adminKey, stackDir: dir },
    stop: async () => {
      await end(server);
      await end(stack.process);
      if (process.env['KEEP_LOGS'] === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}
