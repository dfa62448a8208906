import { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createAdaptorServer, type ServerType } from '@hono/node-server';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

export interface RunningServer {
  port: number;
  /** Takes no new connection, lets open requests finish for at most `graceMs`, and then cuts what is left. */
  drain(graceMs: number): Promise<void>;
}

/** Balancers keep idle connections for 60 s; closing one earlier than they do loses the request that is on its way. */
const KEEP_ALIVE_MS = 65_000;
/** The head of a request must be there within this time, the whole request within that: a slow body holds a connection. */
const HEAD_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 20_000;
const OVERDUE_LOOK_MS = 2_000;

export interface ListenOptions {
  /** The address; by default all interfaces. */
  host?: string | null;
  /** How long a client may take to send a request. */
  requestWithinMs?: number;
}

/** Serves on a port; rejects where it is taken. Port 0 takes any free one. */
export async function listen(fetch: Fetch, port: number, options: ListenOptions = {}): Promise<RunningServer> {
  const { host = null, requestWithinMs = REQUEST_WITHIN_MS } = options;
  const serverOptions = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: Math.min(HEAD_WITHIN_MS, requestWithinMs),
    requestTimeout: requestWithinMs,
    connectionsCheckingInterval: Math.min(OVERDUE_LOOK_MS, requestWithinMs),
  };
  // The name stands in for the `Host` that probes over HTTP/1.0 leave out.
  const server = createAdaptorServer({ fetch, hostname: host ?? 'localhost', serverOptions });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host ?? undefined, () => {
      server.off('error', reject);
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : port, drain: (ms) => drain(server, ms) });
    });
  });
}

const IDLE_LOOK_MS = 50;

async function drain(server: ServerType, graceMs: number): Promise<void> {
  if (!(server instanceof Server)) throw new TypeError('expected a plain HTTP server');
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A kept-alive connection becomes idle only after its answer, and would otherwise hold the server open.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
  const timer = new AbortController();
  await Promise.race([closed, delay(graceMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
  clearInterval(idle);
  server.closeAllConnections();
}
