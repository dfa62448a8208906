import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { storeApiKey } from '../../activities/ledger/http-api/api-keys.ts';
import { migrateLedger, openLedger } from '../../activities/ledger/database.ts';
import { createApiKey } from '../../api/http/identity/api-key.ts';
import { startTestPostgres } from '../stack/services.ts';
import { anApp } from '../unit/api/an-app.ts';
import { policy } from '../unit/rules/a-policy.ts';
import { seedMany } from './console/seed.ts';

/*
 * `npm run bench:console`: what the lists and sums of the console take with many checkouts in the ledger, over the API without a network.
 * `npm run bench:console -- 1000` seeds a thousand instead of 100,000. With `DATABASE_URL` it takes that database, and seeds it only where
 * it is empty.
 */
const COUNT = Number(process.argv[2] ?? 100_000);
const RUNS = 21;

/** Each the address of a call, as the console makes it. */
const CALLS = [
  '/v1/summary',
  '/v1/checkouts',
  '/v1/checkouts?to_invoice=true',
  '/v1/checkouts?overdue=true',
  '/v1/checkouts?attention=any',
  '/v1/checkouts?in_flight=true',
  '/v1/checkouts?status=awaiting_approval',
  '/v1/checkouts?q=SO-150000',
  '/v1/checkouts?q=buyer%20works',
  '/v1/checkouts?q=buyer17%40shop',
  '/v1/checkouts?q=nothing-like-this',
  '/v1/checkouts?q=$4,711.00',
  '/v1/checkouts?customer=B-17',
  '/v1/invoices',
  '/v1/invoices?outstanding=true',
  '/v1/invoices?overdue=true',
  `/v1/invoices?outstanding=true&due_before=${new Date().toISOString().slice(0, 10)}`,
  '/v1/invoices?q=SO-150001',
  '/v1/invoices?q=nothing-like-this',
  '/v1/invoices?customer=B-17',
];

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-bench-'));
const own = process.env['DATABASE_URL'] === undefined ? await startTestPostgres(dir) : null;
const url = process.env['DATABASE_URL'] ?? own?.url ?? '';
await migrateLedger(url);
const ledger = openLedger(url);
try {
  const app = anApp({ db: ledger.db });
  const { id, key, hash } = createApiKey();
  await storeApiKey(ledger.db, { id, name: 'bench', scope: 'admin', channel: null, hash, expiresAt: null });
  const ask = async (path: string): Promise<{ items: unknown[] }> => {
    const answer = await app.request(path, { headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return z.object({ items: z.array(z.unknown()) }).parse(await answer.json());
  };
  if ((await ask('/v1/checkouts')).items.length === 0) {
    const began = performance.now();
    await seedMany(ledger.db, policy, COUNT, (done) => {
      if (done % 10_000 === 0) print(`${done} checkouts seeded after ${Math.round((performance.now() - began) / 1_000)} s`);
    });
    await ledger.db.execute('vacuum analyze');
  }
  print('\n| call | median | slowest of 21 |\n| --- | --- | --- |');
  for (const path of CALLS) {
    const times: number[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const began = performance.now();
      await ask(path);
      if (run > 0) times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    print(`| \`${path}\` | ${times[(RUNS - 1) / 2]?.toFixed(1)} ms | ${times.at(-1)?.toFixed(1)} ms |`);
  }
} finally {
  await ledger.close();
  await own?.stop();
  await rm(dir, { recursive: true, force: true });
}
