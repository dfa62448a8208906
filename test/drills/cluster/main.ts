import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFile } from '../../stack/builds.ts';
import { startStack, type StackInfo } from '../../stack/index.ts';
import { logFile } from '../../stack/paths.ts';
import { anyPort } from '../../stack/ports.ts';
import { postgresCommand, postgresUrl, waitForPostgres } from '../../stack/postgres.ts';
import { startProcess, type Child } from '../../stack/process.ts';
import { untilAnswers } from '../../stack/wait.ts';
import { measure } from '../../bench/measure.ts';
import { startReceiver } from '../../support/receiver.ts';
import { clusterLife, type Calls } from './life.ts';
import { faultsOf } from './faults.ts';
import { canBuild, startTemporalCluster } from './temporal-cluster.ts';

/*
 * `npm run drill -- cluster`: the product as a cluster runs it. A Temporal server that keeps everything in PostgreSQL, two APIs, three
 * workers; 200 checkouts by 20 clients; an API and a worker are killed on the way. Nothing may be lost or done twice.
 */
const CHECKOUTS = 200;
const CLIENTS = 20;
const READY = { deadlineMs: 90_000 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Another process of the stack, with its environment and ports of its own. */
async function another(dir: string, env: NodeJS.ProcessEnv, name: string, program: 'api' | 'worker') {
  const [port, metricsPort] = [await anyPort(), await anyPort()];
  const args = ['--env-file', join(dir, 'stack.env'), '--import', 'tsx', `${program}/main.ts`];
  const own = { ...env, PORT: String(port), METRICS_PORT: String(metricsPort), HOST: '127.0.0.1' };
  const child = await startProcess({ file: process.execPath, args, env: own }, { log: logFile(dir, name) });
  const url = `http://127.0.0.1:${program === 'api' ? port : metricsPort}`;
  await untilAnswers(`${url}/readyz`, READY);
  return { child, url };
}

/** Kills a process once so many checkouts are under way, and says so. */
function killAfter(started: number, name: string, child: Child): (calls: Calls) => void {
  let isDone = false;
  return ({ opened }) => {
    if (isDone || opened < started) return;
    isDone = true;
    process.kill(child.pid, 'SIGKILL');
    say(`${name} is killed after ${opened} checkouts were opened`);
  };
}

async function drill(dir: string, stopLast: (() => Promise<unknown>)[]): Promise<boolean> {
  const port = await anyPort();
  const command = await postgresCommand({ dataDir: join(dir, 'postgres'), port, password: null, durable: true });
  const database = await startProcess(command, { log: logFile(dir, 'database') });
  stopLast.push(() => database.stop('SIGINT', 10_000));
  const databaseUrl = postgresUrl({ port, password: null });
  await waitForPostgres(databaseUrl, READY);
  const temporal = await startTemporalCluster(dir, { port }, say);
  stopLast.push(() => temporal.stop());
  const receiver = await startReceiver();
  stopLast.push(() => receiver.close());
  const base = { PATH: process.env['PATH'], LOG_LEVEL: 'warn', ...receiver.env };
  const env = {
    ...base,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    WORKFLOW_BUNDLE: await bundleFile(dir, base),
  };
  const stack = await startStack({ dir, env, anyPorts: true, say });
  stopLast.push(() => stack.stop());
  const second = await another(dir, env, 'api-2', 'api');
  const workers = await Promise.all(['worker-2', 'worker-3'].map((name) => another(dir, env, name, 'worker')));
  for (const { child } of [second, ...workers]) stopLast.push(() => child.stop('SIGTERM', 70_000));
  return play(stack.info, second, workers, { dir, receiver, database, temporal });
}

type Another = Awaited<ReturnType<typeof another>>;

async function play(
  info: StackInfo,
  second: Another,
  [worker2, worker3]: Another[],
  {
    dir,
    receiver,
    database,
    temporal,
  }: {
    dir: string;
    receiver: Awaited<ReturnType<typeof startReceiver>>;
    database: Child;
    temporal: { pid: number };
  },
): Promise<boolean> {
  if (worker2 === undefined || worker3 === undefined) throw new Error('There are to be three workers.');
  const kills = [killAfter(60, 'A worker', worker2.child), killAfter(120, 'An API', second.child)];
  const calls: Calls = { opened: 0, repeated: 0, longestMs: 0 };
  const life = clusterLife(info, [info.api_url, second.url], calls, () => kills.forEach((kill) => kill(calls)));
  const pids = { api: info.pids.api, worker: info.pids.worker, 'worker 3': worker3.child.pid, temporal: temporal.pid };
  const measured = await measure(life, CHECKOUTS, CLIENTS, { ...pids, database: database.pid });
  const sorted = measured.firstAnswersMs.toSorted((a, b) => a - b);
  const at = (part: number): string => `${Math.round(sorted[Math.floor(sorted.length * part)] ?? 0)} ms`;
  say(
    `${measured.lives} checkouts were opened, authorized, invoiced, shipped and paid, ${measured.perSecond.toFixed(1)} a second`,
  );
  say(`first answer: ${at(0.5)} at the median, ${at(0.99)} for 99 of 100`);
  say(
    `${calls.repeated} calls met a process that was gone and were repeated; the longest call took ${Math.round(calls.longestMs)} ms`,
  );
  for (const [name, ms] of Object.entries(measured.cpuMs)) say(`CPU of ${name}: ${ms.toFixed(0)} ms a checkout`);
  const faults = await faultsOf(info, dir, receiver, measured.ids);
  say(faults.length === 0 ? 'nothing was lost, and nothing was done twice' : faults.join('\n'));
  return faults.length === 0;
}

if (await canBuild()) {
  const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-cluster-'));
  const stopLast: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  try {
    process.exitCode = (await drill(dir, stopLast)) ? 0 : 1;
  } finally {
    for (const stop of stopLast.toReversed()) await stop();
  }
} else {
  say('Skipped: Temporal with PostgreSQL is built from its sources, and that needs Go (`go` on PATH).');
}
