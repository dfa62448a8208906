import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../stack/index.ts';

/*
 * `npm run bench`: how long a shop waits for its checkout, as a ratio within one run, so that machines of any speed can be
 * compared: opening a checkout over HTTP (ledger, Temporal, worker) against a repeat of it, which the ledger alone answers.
 */
const ROUNDS = 100;

const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-bench-'));
const stack = await startStack({ dir, env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn' }, anyPorts: true });
try {
  const { api_url, storefront_key } = stack.info;
  const post = async (body: string): Promise<number> => {
    const began = performance.now();
    const answer = await fetch(`${api_url}/v1/checkouts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${storefront_key}`, 'content-type': 'application/json' },
      body,
    });
    await answer.text();
    if (!answer.ok) throw new Error(`POST /v1/checkouts answered ${answer.status}`);
    return performance.now() - began;
  };
  const order = (): string =>
    JSON.stringify({
      merchant_order_id: `B-${createHash('sha256').update(randomUUID()).digest('hex').slice(0, 12)}`,
      amount_cents: 11_500,
      order_items: [{ title: 'Work boots', price_total_cents: 11_500, quantity: 1 }],
    });
  for (let i = 0; i < 10; i += 1) await post(order());

  const opened: number[] = [];
  const repeated: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const body = order();
    opened.push(await post(body));
    repeated.push(await post(body));
  }
  const quantile = (values: number[], q: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)] ?? 0;
  const line = (name: string, values: number[]): string =>
    `${name.padEnd(22)} p50 ${quantile(values, 0.5).toFixed(1)} ms   p95 ${quantile(values, 0.95).toFixed(1)} ms`;
  process.stdout.write(`${line('open a checkout', opened)}\n${line('repeat, from the ledger', repeated)}\n`);
  process.stdout.write(
    `opening costs ${(quantile(opened, 0.5) / quantile(repeated, 0.5)).toFixed(1)} repeats (p50 of ${ROUNDS})\n`,
  );
} finally {
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}
