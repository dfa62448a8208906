import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { startStack } from '../stack/index.ts';
import { bareLife } from './bare/life.ts';
import { measure, type Measured } from './measure.ts';
import { productLife } from './product-life.ts';
import { historiesOf, report } from './report.ts';

/*
 * `npm run bench`: whole happy checkouts over HTTP beside a bare workflow of the same shape on the same Temporal server, in turns,
 * so that the ratios hold on machines of any speed. `npm run bench -- 3` runs three turns instead of five.
 */
const TURNS = Number(process.argv[2] ?? 5);
const LIVES = 60;
const CLIENTS = 20;
const QUEUE = 'bare';

const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-bench-'));
const stack = await startStack({ dir, env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn' }, anyPorts: true });
const worker = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('./bare/worker.ts', import.meta.url)), stack.info.temporal_address, QUEUE],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const connection = await Connection.connect({ address: stack.info.temporal_address });
try {
  await once(worker.stdout, 'data');
  const client = new Client({ connection });
  const { api, worker: product, temporal, database, sandbox } = stack.info.pids;
  const shared = { temporal: temporal ?? 0, client: process.pid };
  const sides = {
    product: {
      life: productLife(stack.info),
      pids: { ...shared, worker: product, api, database: database ?? 0, sandbox: sandbox ?? 0 },
    },
    bare: { life: bareLife(client, QUEUE), pids: { ...shared, worker: worker.pid ?? 0 } },
  };
  for (const { life, pids } of Object.values(sides)) await measure(life, CLIENTS, CLIENTS, pids);
  const many: Record<keyof typeof sides, Measured[]> = { product: [], bare: [] };
  const alone: Record<keyof typeof sides, Measured[]> = { product: [], bare: [] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const side of ['product', 'bare'] as const) {
      const { life, pids } = sides[side];
      many[side].push(await measure(life, LIVES, CLIENTS, pids));
      alone[side].push(await measure(life, CLIENTS, 1, pids));
    }
  }
  process.stdout.write(report(many, alone, await historiesOf(client, alone.product)));
} finally {
  worker.kill('SIGTERM');
  await connection.close();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}
