import { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '@hono/node-server';

type Fetch = Parameters<typeof serve>[0]['fetch'];

export interface RunningServer {
  port: number;
  /** Takes no new connection, lets open requests finish for at most `graceMs`, and then cuts what is left. */
  drain(graceMs: number): Promise<void>;
}

/** Serves on one address, by default on all interfaces; rejects where the port is taken. Port 0 takes any free one. */
export async function listen(fetch: Fetch, port: number, host: string | null = null): Promise<RunningServer> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, ...(host !== null && { hostname: host }) }, (info) => {
      server.off('error', reject);
      resolve({ port: info.port, drain: (graceMs) => drain(server, graceMs) });
    });
    server.once('error', reject);
  });
}

const IDLE_LOOK_MS = 50;

async function drain(server: ReturnType<typeof serve>, graceMs: number): Promise<void> {
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
