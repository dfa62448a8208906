import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { startStack } from '../stack/index.ts';
import { anyPort } from '../stack/ports.ts';
import { bareLife } from './bare/life.ts';
import { measure, type Measured } from './measure.ts';
import { peerLife } from './peer/life.ts';
import { productLife } from './product-life.ts';
import { startToldShop } from './receiver.ts';
import { historiesOf, report } from './report.ts';
import { statementsOf } from './statements.ts';
import { measureWebhooks } from './webhooks.ts';

/*
 * `npm run bench`: whole happy checkouts over HTTP beside a bare workflow of the same shape on the same Temporal server, and on an engine that
 * needs PostgreSQL alone, in turns, so that the ratios hold on machines of any speed. `npm run bench -- 3` runs three turns instead of five.
 */
const TURNS = Number(process.argv[2] ?? 5);
const LIVES = 60;
/** A life costs a sixth less once the processes are warm, as those of a shop are. */
const WARMING_LIVES = 300;
const CLIENTS = 20;
const QUEUE = 'bare';
const WEBHOOKS = 1_500;

const workers: ChildProcess[] = [];
/** Starts a worker as a process; resolves once it says that it is ready. */
async function startWorker(path: string, ...args: string[]): Promise<number> {
  const script = fileURLToPath(new URL(path, import.meta.url));
  const worker = spawn(process.execPath, ['--no-deprecation', '--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  workers.push(worker);
  await once(worker.stdout, 'data');
  return worker.pid ?? 0;
}

const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-bench-'));
const shop = await startToldShop();
const stack = await startStack({ dir, env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', ...shop.env }, anyPorts: true });
const connection = await Connection.connect({ address: stack.info.temporal_address });
try {
  const client = new Client({ connection });
  const peerPort = String(await anyPort());
  const peerDatabase = new URL('/peer', stack.info.database_url).href;
  const bare = await startWorker('./bare/worker.ts', stack.info.temporal_address, QUEUE);
  const peer = await startWorker('./peer/worker.ts', peerDatabase, peerPort);
  const { api, worker, temporal, database, sandbox } = stack.info.pids;
  const shared = { temporal: temporal ?? 0, client: process.pid };
  const product = { ...shared, worker, api, database: database ?? 0, sandbox: sandbox ?? 0 };
  const sides = {
    product: { life: productLife(stack.info, shop), pids: product },
    bare: { life: bareLife(client, QUEUE), pids: { ...shared, worker: bare } },
    peer: {
      life: peerLife(`http://127.0.0.1:${peerPort}`),
      pids: { client: process.pid, worker: peer, database: database ?? 0 },
    },
  };
  const many: Record<keyof typeof sides, Measured[]> = { product: [], bare: [], peer: [] };
  const alone: Record<keyof typeof sides, Measured[]> = { product: [], bare: [], peer: [] };
  for (const { life, pids } of Object.values(sides)) await measure(life, WARMING_LIVES, CLIENTS, pids);
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const side of ['product', 'bare', 'peer'] as const) {
      const { life, pids } = sides[side];
      many[side].push(await measure(life, LIVES, CLIENTS, pids));
    }
    // One by one, because what else the machine does changes within seconds.
    for (let life = 0; life < CLIENTS; life += 1)
      for (const side of ['product', 'bare', 'peer'] as const) alone[side].push(await measure(sides[side].life, 1, 1, {}));
  }
  const statements = await statementsOf(stack.info.database_url, join(dir, 'logs', 'database.log'), () =>
    measure(sides.product.life, CLIENTS, CLIENTS, product),
  );
  const webhooks = await measureWebhooks(stack.info, WEBHOOKS);
  process.stdout.write(report(many, alone, { ...(await historiesOf(client, alone.product)), statements, webhooks }));
} finally {
  for (const worker of workers) worker.kill('SIGTERM');
  await connection.close();
  await stack.stop();
  shop.close();
  await rm(dir, { recursive: true, force: true });
}
