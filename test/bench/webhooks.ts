import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createSigner } from '../sandbox/webhooks/signature.ts';
import type { StackInfo } from '../stack/index.ts';
import { measure, type Measured } from './measure.ts';
import { shopOf } from './shop.ts';

const deliveries = z.object({ items: z.array(z.object({ body: z.string() })) });
const CHECKOUTS = 20;
const CLIENTS = 16;

/**
 * Sends events about running checkouts, signed and each with a uuid of its own, and measures until the last is accepted: a "life" is one event. They say what the
 * ledger knows, as most events of a life do: one that is news costs a signal to the process beside.
 */
export async function measureWebhooks(info: StackInfo, count: number): Promise<Measured> {
  const { open, invoice, webhooks } = shopOf(info);
  const known = new Set<string>();
  for (let n = 0; n < CHECKOUTS; n += 1) known.add(String((await invoice(await open()))['id']));
  const { items } = deliveries.parse(await webhooks());
  const bodies = items.map(({ body }) => body).filter((body) => [...known].some((id) => body.includes(id)));
  const signer = createSigner(readFileSync(new URL('../sandbox/throw-away-sandbox-key.pem', import.meta.url), 'utf8'));
  const events = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const body = JSON.stringify({ ...JSON.parse(bodies[n % bodies.length] ?? '{}'), uuid: randomUUID() });
      return { body, signature: await signer.sign(Buffer.from(body)) };
    }),
  );
  const send = async () => {
    const { body, signature } = events.pop() ?? { body: '', signature: '' };
    const headers = { 'content-type': 'application/json', 'x-apruve-signature': signature };
    const sent = performance.now();
    const answer = await fetch(info.webhook_url, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`A webhook was answered with ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
    return { id: signature, firstAnswerMs: performance.now() - sent };
  };
  return measure(send, count, CLIENTS, { api: info.pids.api, database: info.pids.database ?? 0 });
}
