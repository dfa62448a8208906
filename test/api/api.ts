import { pino } from 'pino';
import { storeApiKey, type NewApiKey } from '../../activities/ledger/http-api/api-keys.ts';
import { memoryRateLimits } from '../../activities/ledger/http-api/rate-limits.ts';
import { createApp } from '../../api/app.ts';
import { allChannels, channelSetupOf } from '../../api/channels.ts';
import { startRequestLog, type RequestLog } from '../../api/http/request-log.ts';
import { createApiKey } from '../../api/http/identity/api-key.ts';
import { temporalWorkflows } from '../../api/temporal/workflows.ts';
import { record } from '../support/recorded.ts';
import { useLightbox } from '../support/shop.ts';
import type { Rig } from '../support/rig.ts';
import { orderBody } from '../support/storefront.ts';

/** An answer of the API, its body parsed. */
export interface Answer {
  status: number;
  headers: Headers;
  // A test looks into answers as a client in any language would.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

export interface Call {
  key?: string | null;
  headers?: Record<string, string>;
}

/** The API of a rig, called without a network in between. */
export interface Api {
  app: ReturnType<typeof createApp>;
  admin: string;
  storefront: string;
  /** Where requests are kept, if they are. */
  requests: RequestLog;
  get(path: string, call?: Call): Promise<Answer>;
  post(path: string, body?: unknown, call?: Call): Promise<Answer>;
  patch(path: string, body: unknown, call?: Call): Promise<Answer>;
  remove(path: string, call?: Call): Promise<Answer>;
}

export interface ApiOptions extends Partial<Pick<Rig, 'ledger' | 'temporal'>> {
  /** Reads lists over other connections. */
  lists?: Rig['ledger'];
  /** Shortens the API's patience with the process. */
  answerWithinMs?: number;
  /** The provider of OpenID Connect; by default there is none. */
  openidIssuer?: string;
  /** Keeps requests, as the API does. */
  keepsRequests?: boolean;
  /** What time it is for the bounds of a shop's calls. */
  clock?: () => Date;
}

/** Longer than the API's own patience, so that a busy machine does not turn an answer into "not yet". */
const PATIENT_MS = 60_000;

/** Puts the API before a rig; with another database or Temporal where the options name one. */
export async function startApi(rig: Rig, options: ApiOptions = {}): Promise<Api> {
  const { config } = rig;
  const { ledger = rig.ledger, temporal = rig.temporal, clock = () => new Date() } = options;
  const process = temporalWorkflows(temporal.client, config.temporal.taskQueue, options.answerWithinMs ?? PATIENT_MS);
  const log = pino({ level: 'silent' });
  const requests = startRequestLog(ledger.db, log);
  const app = createApp({
    deps: {
      db: ledger.db,
      lists: (options.lists ?? ledger).db,
      channels: allChannels(config, ledger.db),
      workflows: process,
      channelSetup: channelSetupOf(config),
      openidIssuer: options.openidIssuer ?? null,
      clock,
    },
    limits: memoryRateLimits({ perKey: 1_000_000, refused: 1_000_000 }),
    health: { probes: {}, isStopping: () => false },
    log,
    ...(options.keepsRequests === true && { record: requests.record }),
    traces: config.traces,
    codec: { ...config.codec, uiUrl: null, namespace: config.temporal.namespace },
  });
  const [admin, storefront] = [await aKey(rig, { scope: 'admin' }), await aKey(rig, { scope: 'storefront' })];
  const send = sender(app, admin);
  return {
    app,
    admin,
    storefront,
    requests,
    get: (path, call) => send('GET', path, undefined, call),
    post: (path, body, call) => send('POST', path, body, call),
    patch: (path, body, call) => send('PATCH', path, body, call),
    remove: (path, call) => send('DELETE', path, undefined, call),
  };
}

function sender(app: Api['app'], admin: string) {
  return async (method: string, path: string, body?: unknown, { key = admin, headers = {} }: Call = {}): Promise<Answer> => {
    const answer = await app.request(path, {
      method,
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    const parsed = isJson ? JSON.parse(text) : text === '' ? null : text;
    record({ kind: 'call', method, path, sent: body, status: answer.status, answer: parsed });
    return { status: answer.status, headers: answer.headers, body: parsed };
  };
}

/** A new API key in the rig's database. */
export async function aKey(rig: Pick<Rig, 'ledger'>, wish: Partial<NewApiKey> = {}): Promise<string> {
  const { id, key, hash } = createApiKey();
  await storeApiKey(rig.ledger.db, { id, name: 'test', scope: 'admin', channel: null, hash, expiresAt: null, ...wish });
  return key;
}

export interface OpenedByShop {
  id: string;
  path: string;
  apruveOrderId: string;
  order: Record<string, unknown>;
}

/** A checkout opened by HTTP, whose buyer has accepted in the lightbox. The shop has not brought the order id yet. */
export async function acceptedByBuyer(rig: Rig, api: Api, changes: Record<string, unknown> = {}): Promise<OpenedByShop> {
  const order = orderBody(changes);
  const { body } = await api.post('/v1/checkouts', order);
  const apruveOrderId = await useLightbox(rig, body.lightbox);
  return { id: body.id, path: `/v1/checkouts/${body.id}`, apruveOrderId, order };
}

/** The same, and authorized. */
export async function authorized(rig: Rig, api: Api, changes: Record<string, unknown> = {}): Promise<OpenedByShop> {
  const checkout = await acceptedByBuyer(rig, api, changes);
  await api.post(`${checkout.path}/authorization`, { apruve_order_id: checkout.apruveOrderId });
  return checkout;
}
