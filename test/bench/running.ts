import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../stack/index.ts';
import { measure } from './measure.ts';
import { productLife } from './product-life.ts';
import { startToldShop } from './receiver.ts';
import { shopOf } from './shop.ts';

/**
 * `npm run bench:running`: what a life costs while 100 other checkouts run, and while 10,000 do, how long a new one and one that has waited
 * take to answer, and the worker's memory. `npm run bench:running -- 100 2000` takes other numbers, and `MAX_CACHED_WORKFLOWS` bounds what
 * the worker keeps. CPU stays the same on a busy machine, times do not.
 */
const COUNTS = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 10_000];
const LIVES = 60;
const CLIENTS = 4;
/** How many answer one after the other: of new ones, and of those that wait. */
const GO_ON = 20;

type Opened = Awaited<ReturnType<ReturnType<typeof shopOf>['open']>>;

const median = (times: readonly number[]): string =>
  (times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0).toFixed(0);

/** Takes some, from the first to the last that began to wait. */
const spread = (waiting: Opened[]): Opened[] =>
  Array.from({ length: GO_ON }, (_, n) => waiting.splice(Math.floor((n * waiting.length) / GO_ON), 1)).flat();

/** One after the other. */
async function timesOf(opened: readonly Opened[], time: (one: Opened) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (const one of opened) times.push(await time(one));
  return times;
}

/** The most memory that a process has had at once. */
const mostMemory = async (pid: number): Promise<number> =>
  Math.round(Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024);

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-bench-'));
const { PATH, MAX_CACHED_WORKFLOWS = '' } = process.env;
const shop = await startToldShop();
const env = { PATH, MAX_CACHED_WORKFLOWS, LOG_LEVEL: 'warn', RATE_LIMIT_KEY: '1000000', ...shop.env };
const stack = await startStack({ dir, env, anyPorts: true });
try {
  const { worker, api, temporal, database } = stack.info.pids;
  const pids = { worker, api, temporal: temporal ?? 0, database: database ?? 0 };
  const { open, authorize } = shopOf(stack.info);
  const life = productLife(stack.info, shop);
  await measure(life, LIVES, CLIENTS, pids);
  const waiting: Opened[] = [];
  const opening = async () => {
    const opened = await open();
    waiting.push(opened);
    return { id: String(opened['id']), firstAnswerMs: 0 };
  };
  for (const count of COUNTS) {
    if (count > waiting.length) await measure(opening, count - waiting.length, CLIENTS, pids);
    const { cpuMs } = await measure(life, LIVES, CLIENTS, pids);
    const { firstAnswersMs } = await measure(life, GO_ON, 1, pids);
    const parts = Object.entries(cpuMs).map(([name, ms]) => `${name} ${ms.toFixed(0)}`);
    const all = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
    print(
      `${waiting.length} running: ${all.toFixed(0)} ms CPU a life (${parts.join(', ')}), first answer ${median(firstAnswersMs)} ms`,
    );
    const known = await timesOf(spread(waiting), authorize);
    print(`  one that has waited is authorized within ${median(known)} ms; the worker took up to ${await mostMemory(worker)} MB`);
  }
} finally {
  await stack.stop();
  shop.close();
  await rm(dir, { recursive: true, force: true });
}
