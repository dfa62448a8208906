import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { binDir, logFile } from '../../stack/paths.ts';
import { anyPort } from '../../stack/ports.ts';
import { readyOrDead, startProcess, type Command } from '../../stack/process.ts';
import { until } from '../../stack/wait.ts';

const run = promisify(execFile);

/** The server and the tool that makes its tables, of one release. */
const RELEASE = 'v1.32.0';
const PROGRAMS = { server: 'server', sql: 'sql' } as const;

const programFile = (name: keyof typeof PROGRAMS): string => join(binDir, `temporal-${name}-${RELEASE}`);

/** True where Go is there to build the server, or it has been built. */
export async function canBuild(): Promise<boolean> {
  if (existsSync(programFile('server')) && existsSync(programFile('sql'))) return true;
  return run('go', ['version']).then(
    () => true,
    () => false,
  );
}

/** Builds what is not built yet, from Temporal's sources: once, and that takes minutes. */
async function build(say: (line: string) => void): Promise<void> {
  if (existsSync(programFile('server')) && existsSync(programFile('sql'))) return;
  say(`Temporal ${RELEASE} is built from its sources, once; this takes some minutes …`);
  const dir = join(binDir, `temporal-${RELEASE}`);
  await mkdir(dir, { recursive: true });
  const modules = ['cmd/server', 'cmd/tools/sql'].map((path) => `go.temporal.io/server/${path}@${RELEASE}`);
  await run('go', ['install', '-tags', 'disable_grpc_modules', ...modules], { env: { ...process.env, GOBIN: dir } });
  for (const name of Object.values(PROGRAMS)) await rename(join(dir, name), programFile(name));
}

/** A PostgreSQL to keep everything in. */
interface Store {
  port: number;
}

/** Makes both databases with their tables. */
async function makeTables({ port }: Store): Promise<void> {
  for (const [database, schema] of [
    ['temporal', 'temporal'],
    ['temporal_visibility', 'visibility'],
  ] as const) {
    const to = ['--plugin', 'postgres12_pgx', '--ep', '127.0.0.1', '-p', String(port), '-u', 'postgres', '--db', database];
    await run(programFile('sql'), [...to, 'create-database']);
    await run(programFile('sql'), [...to, 'setup-schema', '-v', '0.0']);
    await run(programFile('sql'), [...to, 'update-schema', '--schema-name', `postgresql/v12/${schema}`]);
  }
}

const SERVICES = ['frontend', 'history', 'matching', 'worker'] as const;

async function configuration({ port }: Store, dynamicConfig: string) {
  const sql = (databaseName: string, maxConns: number) => ({
    sql: {
      pluginName: 'postgres12_pgx',
      databaseName,
      connectAddr: `127.0.0.1:${port}`,
      connectProtocol: 'tcp',
      user: 'postgres',
      password: '',
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  });
  const ports: number[] = [];
  for (let at = 0; at < 2 * SERVICES.length; at += 1) ports.push(await anyPort());
  const [frontend = 0] = ports;
  const services = SERVICES.map((name, at) => {
    const [grpcPort, membershipPort] = ports.slice(2 * at);
    return [name, { rpc: { grpcPort, membershipPort, bindOnLocalHost: true } }];
  });
  const config = {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 64,
      datastores: { default: sql('temporal', 40), visibility: sql('temporal_visibility', 10) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(services),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${frontend}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfig, pollInterval: '60s' },
  };
  return { address: `127.0.0.1:${frontend}`, config };
}

/** A Temporal server that runs. */
export interface TemporalCluster {
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts a Temporal server as clusters run it, with the namespace `default`, all its state in PostgreSQL. */
export async function startTemporalCluster(dir: string, store: Store, say: (line: string) => void): Promise<TemporalCluster> {
  await build(say);
  await makeTables(store);
  const dynamicConfig = join(dir, 'dynamic-config.yaml');
  const { address, config } = await configuration(store, dynamicConfig);
  await mkdir(join(dir, 'config'), { recursive: true });
  // JSON is YAML.
  await writeFile(join(dir, 'config', 'drill.yaml'), JSON.stringify(config));
  await writeFile(dynamicConfig, '{}');
  const command: Command = { file: programFile('server'), args: ['--root', dir, '--env', 'drill', 'start'] };
  const child = await startProcess(command, { log: logFile(dir, 'temporal') });
  await readyOrDead(child, () => makeNamespace(address));
  return { address, pid: child.pid, stop: () => child.stop('SIGTERM', 15_000) };
}

/** Of gRPC: an earlier try has made it. */
const ALREADY_EXISTS = 6;

function unlessThere(error: Error & { code?: number }): true {
  if (error.code === ALREADY_EXISTS) return true;
  throw error;
}

const DAY = proto.google.protobuf.Duration.fromObject({ seconds: 86_400 });

async function makeNamespace(address: string): Promise<void> {
  const connection = Connection.lazy({ address });
  const within = { deadlineMs: 120_000, everyMs: 500 };
  const { workflowService } = connection;
  try {
    const request = { namespace: 'default', workflowExecutionRetentionPeriod: DAY };
    await until(
      'Temporal to take a namespace',
      async () => workflowService.registerNamespace(request).catch(unlessThere),
      within,
    );
    // Its services hear of it by and by.
    await until('the namespace', () => workflowService.listWorkflowExecutions({ namespace: 'default' }), within);
  } finally {
    await connection.close();
  }
}
