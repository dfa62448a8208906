import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createSigner } from '../sandbox/webhooks/signature.ts';
import type { StackInfo } from '../stack/index.ts';
import { shopOf } from './shop.ts';

const deliveries = z.object({ items: z.array(z.object({ body: z.string() })) });
const CHECKOUTS = 20;
const CLIENTS = 16;

/** What one API process did with webhooks that came as fast as it took them. */
export interface WebhookFigures {
  perSecond: number;
  p99Ms: number;
}

/**
 * Sends events about running checkouts, signed and each with a uuid of its own, and measures until the last is accepted. They say what the
 * ledger knows, as most events of a life do: one that is news costs a signal to the process beside.
 */
export async function measureWebhooks(info: StackInfo, count: number): Promise<WebhookFigures> {
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
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let event = events.pop(); event !== undefined; event = events.pop()) {
        const sent = performance.now();
        const headers = { 'content-type': 'application/json', 'x-apruve-signature': event.signature };
        const answer = await fetch(info.webhook_url, { method: 'POST', headers, body: event.body });
        if (!answer.ok) throw new Error(`A webhook was answered with ${answer.status}: ${await answer.text()}`);
        await answer.arrayBuffer();
        times.push(performance.now() - sent);
      }
    }),
  );
  const perSecond = (count / (performance.now() - began)) * 1_000;
  return { perSecond, p99Ms: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0 };
}
