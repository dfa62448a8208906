import type { IncomingMessage } from 'node:http';
import { type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { answerFaulty, takeFault } from '../faults/faults.ts';
import { newId } from '../values/ids.ts';
import type { World } from '../world.ts';
import { createApi } from './api.ts';
import { answerError } from './http.ts';

const readText = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const readable = (text: string): unknown => {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

type GatewayContext = Context<{ Bindings: HttpBindings }>;

/**
 * The front of the REST API: notes every request, lets faults happen, and hands the rest to the API itself. Only paths under
 * `/api/v4` fault.
 */
export const createGateway = (world: World, pause: (ms: number) => Promise<void>): Hono<{ Bindings: HttpBindings }> => {
  const api = createApi(world);
  const handle = async (context: GatewayContext): Promise<Response> => {
    const { incoming } = context.env;
    const method = incoming.method ?? 'GET';
    const path = incoming.url ?? '/';
    const rawBody = await readText(incoming);
    const at = world.now().toISOString();
    const entry = world.requests.insert({ id: newId(), at, method, path, status: null, body: readable(rawBody) });
    const { headers } = context.req.raw;
    const work = async (): Promise<Response> => api.fetch(new Request(context.req.url, { method, headers }), { rawBody });
    const fault = takeFault(world, method, path);
    const answer = fault === undefined ? await work() : await answerFaulty(fault, work, pause);
    if (answer === null) {
      incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    world.requests.update(entry, { status: answer.status });
    return answer;
  };
  const gateway = new Hono<{ Bindings: HttpBindings }>();
  gateway.onError(answerError);
  return gateway.all('/api/v4/*', handle).all('/api/v4', handle);
};
