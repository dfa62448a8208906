import { listen } from '../../api/http/server.ts';

/** A port that nobody listens on, for a server that is started later under an address that is known before. */
export async function freePort(): Promise<number> {
  const server = await listen(() => new Response(), 0);
  await server.drain(0);
  return server.port;
}
