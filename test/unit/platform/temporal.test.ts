import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { expect, it, onTestFinished } from 'vitest';

import { connectTemporal } from '../../../worker/platform/index.ts';

/** A server that accepts connections and says nothing, as a Temporal that hangs. */
async function silentServer(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each([
  ['nobody listens', async () => '127.0.0.1:1'],
  ['nobody answers', silentServer],
])('the probe fails within its deadline when %s', async (_, address) => {
  const connection = { address: await address() };
  const config = {
    temporal: { connection, namespace: 'default', taskQueue: 'checkouts', uiUrl: null },
    secrets: { keys: [Buffer.alloc(32)] as const },
    searchAttributes: 'off' as const,
    traces: false,
    codec: { keys: [{ id: 'a', key: Buffer.alloc(32) }] as const, token: null },
  };
  const temporal = await connectTemporal(config);
  onTestFinished(() => temporal.close());
  const start = performance.now();
  await expect(temporal.probe(200)).rejects.toThrow(/DEADLINE_EXCEEDED|UNAVAILABLE/);
  expect(performance.now() - start).toBeLessThan(2_000);
});
