import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const notification = z.object({ type: z.string(), data: z.object({ id: z.string() }) });

/** A shop that is told of its checkouts, and does nothing with it: what a shop does is not measured. */
export interface ToldShop {
  /** Makes a stack tell this shop. */
  env: { NOTIFICATION_URL: string; NOTIFICATION_SECRET: string };
  /** Resolves once the shop has been told that the checkout is paid. */
  paid(checkoutId: string): Promise<void>;
  close(): void;
}

/** Starts the receiver of a shop in this process. */
export async function startToldShop(): Promise<ToldShop> {
  const waiting = new Map<string, () => void>();
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      response.writeHead(204).end();
      const { type, data } = notification.parse(body);
      if (type === 'checkout.paid') waiting.get(data.id)?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    env: {
      NOTIFICATION_URL: `http://127.0.0.1:${port}/notifications`,
      NOTIFICATION_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
    },
    paid: (checkoutId) =>
      new Promise<void>((resolve) => waiting.set(checkoutId, resolve)).then(() => void waiting.delete(checkoutId)),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
