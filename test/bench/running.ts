import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../stack/index.ts';
import { measure } from './measure.ts';
import { productLife } from './product-life.ts';
import { startToldShop } from './receiver.ts';
import { shopOf } from './shop.ts';

/**
 * `npm run bench:running`: what a life costs while 100 other checkouts run, and while 10,000 do. `npm run bench:running -- 100 2000` takes
 * other numbers, and `MAX_CACHED_WORKFLOWS` bounds what the worker keeps. CPU and not time, because that is what stays the same on a busy
 * machine.
 */
const COUNTS = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 10_000];
const LIVES = 60;
const CLIENTS = 4;

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
  const { open } = shopOf(stack.info);
  const life = productLife(stack.info, shop);
  await measure(life, LIVES, CLIENTS, pids);
  let running = 0;
  for (const count of COUNTS) {
    const opening = async () => ({ id: String((await open())['id']), firstAnswerMs: 0 });
    if (count > running) await measure(opening, count - running, CLIENTS, pids);
    running = Math.max(count, running);
    const { cpuMs } = await measure(life, LIVES, CLIENTS, pids);
    const parts = Object.entries(cpuMs).map(([name, ms]) => `${name} ${ms.toFixed(0)}`);
    const all = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
    print(
      `${running} running: ${all.toFixed(0)} ms CPU a life (${parts.join(', ')}); the worker took up to ${await mostMemory(worker)} MB`,
    );
  }
} finally {
  await stack.stop();
  shop.close();
  await rm(dir, { recursive: true, force: true });
}
