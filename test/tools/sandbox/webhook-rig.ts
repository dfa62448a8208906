import { createVerify } from 'node:crypto';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type Rig, openSandbox } from './sandbox-rig.ts';

type Receipt = { body: string; headers: IncomingHttpHeaders; event: string; uuid: string; valid: boolean };

const envelope = z.object({ uuid: z.string(), event: z.string() });

const isNoise = ({ event }: { event: string }): boolean => event === 'credit_available.updated';

/** A real webhook receiver. `answer` gives the status for the n-th delivery, starting with 0; noise is not counted. */
export const startReceiver = async (answer: (count: number) => number = () => 200) => {
  const receipts: Receipt[] = [];
  let publicKeyPem = '';
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      const signature = String(incoming.headers['x-apruve-signature']);
      const valid = createVerify('RSA-SHA256').update(body, 'utf8').verify(publicKeyPem, signature, 'base64');
      const receipt = { body, headers: incoming.headers, valid, ...envelope.parse(JSON.parse(body)) };
      outgoing.statusCode = isNoise(receipt) ? 200 : answer(receipts.filter((known) => !isNoise(known)).length);
      receipts.push(receipt);
      outgoing.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    receipts,
    trust: (pem: string) => {
      publicKeyPem = pem;
    },
    /** The events so far, without the noise about available credit. */
    events: () => receipts.filter((receipt) => !isNoise(receipt)).map(({ event }) => event),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

/** A sandbox that delivers to a receiver of its own; both end with the test. */
export const rigWithReceiver = async (answer?: (count: number) => number) => {
  const receiver = await startReceiver(answer);
  const rig = await openSandbox({ webhookUrl: receiver.url });
  receiver.trust(rig.publicKeyPem);
  onTestFinished(async () => {
    await rig.close();
    receiver.close();
  });
  return { rig, receiver };
};

const log = z.object({
  items: z.array(
    z.object({
      uuid: z.string(),
      event: z.string(),
      state: z.string(),
      url: z.string(),
      body: z.string(),
      signature: z.string().nullable(),
      attempts: z.array(z.object({ at: z.string(), status: z.number().nullable() })),
    }),
  ),
});

/** The sandbox's own log of deliveries, without the noise about available credit. */
export const deliveries = async (rig: Rig) => {
  const { items } = log.parse((await rig.control('GET', '/webhooks')).body);
  return items.filter((item) => !isNoise(item));
};

/** What a webhook is about. */
export const entityOf = (body: string): Record<string, unknown> =>
  z.object({ entity: z.record(z.string(), z.unknown()) }).parse(JSON.parse(body)).entity;
