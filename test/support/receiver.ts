import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { vi } from 'vitest';
import { record } from './recorded.ts';

/** A notification as a shop reads it. */
interface ReceivedNotification {
  id: string;
  type: string;
  timestamp: string;
  sequence: number;
  invoice_id?: string;
  data: { id: string; status: string; payment_status: string; attention: { code: string } | null; [field: string]: unknown };
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
}

/** A shop's receiver of notifications: a server that checks each signature as the standard asks, and can be made to fail. */
export interface Receiver {
  env: { NOTIFICATION_URL: string; NOTIFICATION_SECRET: string };
  /** Takes what is signed with this secret too. */
  trust(secret: string): void;
  /** The accepted notifications, oldest first. */
  taken: ReceivedNotification[];
  /** Every attempt, accepted or not. */
  tries: { id: string; type: string; at: number }[];
  /** The answer to the next attempts; null accepts them. */
  answer: (notification: ReceivedNotification) => Answer | null | Promise<Answer | null>;
  /** The accepted notifications of one checkout, when `enough` says so. */
  of(checkoutId: string, enough: (types: string[]) => boolean): Promise<ReceivedNotification[]>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const secrets = [secret];
  const server = createServer((request, response) => {
    void read(request).then(async (body) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const id = headers['webhook-id'] ?? '';
      const verified = secrets.flatMap((each) => verify(each, body, headers))[0];
      if (verified === undefined) return response.writeHead(401).end();
      record({ kind: 'notification', payload: verified });
      const notification = { ...verified, id };
      receiver.tries.push({ id, type: notification.type, at: Date.now() });
      const refusal = await receiver.answer(notification);
      if (refusal === null) receiver.taken.push(notification);
      return response.writeHead(refusal?.status ?? 204, refusal?.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    env: { NOTIFICATION_URL: `http://127.0.0.1:${port}/notifications`, NOTIFICATION_SECRET: secret },
    trust: (other) => void secrets.push(other),
    taken: [],
    tries: [],
    answer: () => null,
    of: async (checkoutId, enough) => {
      const mine = () => receiver.taken.filter(({ data }) => data.id === checkoutId);
      const types = () => mine().map(({ type }) => type);
      await vi
        .waitUntil(() => enough(types()), { timeout: 60_000, interval: 20 })
        .catch(() => {
          throw new Error(`the receiver got only ${types().join(', ')}`);
        });
      return mine();
    },
    close: () => new Promise((resolve) => server.close(() => resolve()) && server.closeAllConnections()),
  };
  return receiver;
}

/** The notification, where it is signed with this secret. */
function verify(secret: string, body: string, headers: Record<string, string>): Omit<ReceivedNotification, 'id'>[] {
  try {
    return [new Webhook(secret).verify(body, headers) as Omit<ReceivedNotification, 'id'>];
  } catch {
    return [];
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
