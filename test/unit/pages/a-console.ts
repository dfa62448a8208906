import { Hono } from 'hono';
import { pino } from 'pino';
import { createConsole, type ConsoleDeps } from '../../../api/web/console/console.tsx';
import type { ConsoleEnv } from '../../../api/web/console/env.ts';
import type { MeView } from '../../../api/v1/me/schemas.ts';
import type { SecretKeys } from '../../../worker/platform/secret-box.ts';
import { aBrowser, aCheckout, aRefusal } from './a-shop.ts';

export const KEY = `apc_${'the-operators-own-key'.padEnd(43, '-')}`;
export const ID = 'chk_aaaaaaaaaaaaaaaaaaaaaaaaaa';
/** No checkout, or none that the operator sees. */
export const UNSEEN = 'chk_zzzzzzzzzzzzzzzzzzzzzzzzzz';

export const CREDIT = {
  limit_cents: 4_999,
  invoiced_cents: 0,
  uninvoiced_cents: 4_545,
  remaining_cents: 4_999,
  captured_cents: 0,
  refunded_cents: 0,
};

/** What the API answers for a checkout, whole. */
export const FULL = aCheckout({
  version: 7,
  channel: 'default',
  attempt: 1,
  offline: false,
  payment_status: 'pending',
  customer: { email: 'buyer@example.test', name: null, id: null, country: null, group: null },
  apruve_order_id: null,
  apruve_status: null,
  overdue: false,
  attentions: [],
  in_flight: [],
  refused: [],
  credit: CREDIT,
  invoices: [],
  deadlines: { authorization_at: null, approval_at: null, expires_at: null },
  actions: [
    { name: 'sendInvoice', allowed: true, code: null, reason: null },
    { name: 'cancel', allowed: false, code: 'invoice-paid', reason: 'Money has moved for an invoice of this order.' },
    { name: 'retry', allowed: false, code: 'nothing-to-retry', reason: 'No step is waiting for a retry.' },
  ],
  metadata: {},
  opened_by: null,
  updated_at: '2026-01-02T03:04:05.000Z',
  completed_at: null,
  erased_at: null,
});

/** Whom the API takes the operator for. */
const ME: MeView = {
  id: 'key_1',
  name: 'Key',
  kind: 'key',
  scope: 'admin',
  roles: [{ channel: null, role: 'administrator' }],
  administrator: true,
  time_zone: 'UTC',
};

/** What the API answers for a notification that was given up. */
export const NOTIFICATION = {
  id: 'ntf_1',
  checkout_id: ID,
  channel: 'default',
  receiver: 'environment',
  sequence: 2,
  type: 'checkout.authorized',
  invoice_id: null,
  timestamp: '2026-01-02T03:04:05.000Z',
  state: 'failed',
  attempts: [
    { at: '2026-01-02T03:04:06.000Z', status: null, error: 'timed out' },
    { at: '2026-01-02T03:04:07.000Z', status: 500, error: 'answered 500' },
  ],
  delivered_at: null,
  data: { merchant_order_id: 'NS-1' },
};

/** What the API answers for a webhook of Apruve. */
export const EVENT = {
  uuid: 'event-1',
  channel: 'default',
  event: 'invoice.closed',
  outcome: 'signaled',
  checkout_id: ID,
  apruve_order_id: null,
  apruve_invoice_id: null,
  merchant_order_id: 'NS-1',
  copies: 1,
  body: {},
  received_at: '2026-01-02T03:04:05.000Z',
  handled_at: null,
};

const sumOf = (count: number, amount_cents: number) => ({ count, amount_cents });

/** What the API answers for a list that the operator keeps. */
export const SAVED_VIEW = {
  id: 'view_1',
  name: 'Late <ones>',
  list: 'invoices',
  filters: { owed: 'overdue', currency: 'USD' },
  created_at: '2026-01-02T03:04:05.000Z',
};

/** What the API answers for a request that it refused. */
const API_REQUEST = {
  id: 7,
  at: '2026-01-02T03:04:05.000Z',
  request_id: 'req-7',
  method: 'POST',
  route: '/v1/checkouts/{id}/invoices',
  status: 422,
  duration_ms: 12,
  caller_id: 'key_1',
  actor: 'key:Shop (key_1)',
  channel: 'default',
  checkout_id: ID,
  code: 'credit-exceeded',
  detail: 'Nothing is left <to invoice>.',
};

/** What the API answers for the whole: a mode with one currency, of which a part is overdue. */
export const SUMMARY = {
  at: '2026-02-10T09:00:00.000Z',
  items: [
    {
      mode: 'test',
      queues: { to_invoice: 3, overdue: 1, refused: 0, in_flight: 0, attention: 2, expiring: 0, awaiting_approval: 4 },
      money: [
        {
          currency: 'USD',
          outstanding: sumOf(3, 150_000),
          overdue: sumOf(1, 50_000),
          due_within_week: sumOf(1, 40_000),
          to_invoice: sumOf(3, 70_000),
          paid_within_week: sumOf(0, 0),
          ageing: [
            { ...sumOf(2, 100_000), overdue_days: null, due_from: null, due_before: null },
            {
              ...sumOf(1, 50_000),
              overdue_days: { from: 31, to: 60 },
              due_from: '2025-12-12T09:00:00.000Z',
              due_before: '2026-01-11T09:00:00.000Z',
            },
            { ...sumOf(0, 0), overdue_days: { from: 91, to: null }, due_from: null, due_before: '2025-11-12T09:00:00.000Z' },
          ],
        },
      ],
    },
  ],
};

/** What the API answers for an invoice in a list. */
const LISTED_INVOICE = {
  id: 'inv',
  merchant_invoice_id: 'INV-1',
  status: 'open',
  amount_cents: 50_000,
  amount_due_cents: 50_000,
  paid_cents: 0,
  due_at: '2026-01-01T05:59:00.000Z',
  overdue: true,
  issued_at: null,
  funded_at: null,
  closed_at: null,
  outstanding_cents: 50_000,
  returned_cents: 0,
  metadata: {},
  paid_at: null,
  checkout_id: ID,
  merchant_order_id: 'NS-1',
  channel: 'default',
  mode: 'test',
  currency: 'USD',
  po_number: null,
  customer: { email: 'buyer@example.test', name: 'Evergreen Farms' },
};

/** A call that changes something. */
export interface Call {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

const callOf = (path: string, { method = 'GET', headers, body }: RequestInit): Call => ({
  method,
  path,
  headers: new Headers(headers),
  body: typeof body === 'string' ? body : '',
});

const isUnseen = (path: string): boolean => path.startsWith('/v1/batches/') || path.includes(UNSEEN);
const isKnown = (headers: Headers): boolean => headers.get('authorization') === `Bearer ${KEY}`;

/** What the API answers to who reads a list, or the checkout. */
function listOrCheckout(path: string, checkout: typeof FULL): Response {
  if (path.includes('.csv')) return new Response('invoice\n', { headers: { 'content-type': 'text/csv; charset=utf-8' } });
  if (path === '/v1/batches?failed=true') return Response.json({ items: [], next_cursor: null });
  if (path.endsWith('/transactions') || path.endsWith('/notes')) return Response.json({ items: [] });
  if (path.startsWith('/v1/notifications?') || path === '/v1/notifications') {
    return Response.json({ items: [NOTIFICATION], next_cursor: null });
  }
  if (path.startsWith('/v1/webhook-events')) return Response.json({ items: [EVENT], next_cursor: null });
  if (path.startsWith('/v1/api-requests')) return Response.json({ items: [API_REQUEST], next_cursor: null });
  if (path === '/v1/summary') return Response.json(SUMMARY);
  if (path.startsWith('/v1/credit')) return Response.json({ available_cents: 12_300, currency: 'USD' });
  if (path.startsWith('/v1/invoices')) return Response.json({ items: [LISTED_INVOICE], next_cursor: null, count: 1 });
  return Response.json(
    path.startsWith('/v1/checkouts') && !path.includes('chk_')
      ? { items: [checkout], next_cursor: null, count: 10_001 }
      : checkout,
  );
}

/** The console in front of an API that answers changes as it is told, and shows one checkout. */
export function aConsole(
  change: (call: Call) => Response = () => Response.json(FULL),
  checkout = FULL,
  publicUrl = 'https://console.test',
  openid: ConsoleDeps['openid'] = null,
  live: ConsoleDeps['live'] = { changes: { subscribe: () => null } },
) {
  const calls: Call[] = [];
  /** What was read of the API, newest last. */
  const reads: string[] = [];
  const state = { revoked: false, me: ME };
  const fetchApi = (path: string, init: RequestInit = {}): Response => {
    const call = callOf(path, init);
    if (state.revoked || !isKnown(call.headers)) return aRefusal(401, 'unauthorized');
    if (call.method !== 'GET') {
      calls.push(call);
      return change(call);
    }
    if (isUnseen(path)) return aRefusal(404, 'not-found');
    if (path === '/v1/saved-views') return Response.json({ items: [SAVED_VIEW] });
    if (path === '/v1/me') return Response.json(state.me);
    if (path === '/v1/settings') return Response.json({ time_zone: state.me.time_zone });
    reads.push(path);
    return listOrCheckout(path, checkout);
  };
  const { app, logged } = aLoggingApp();
  app.route('/console', createConsole({ fetchApi, publicUrl, openid, live, ...nothingBehind() }));
  return { calls, reads, state, logged, paths: app.routes.map(({ path }) => path), ...aBrowser(app) };
}

/** What the console needs beside the API: sessions, and no channels, limits or Temporal. */
function nothingBehind(): Omit<ConsoleDeps, 'fetchApi' | 'publicUrl' | 'openid' | 'live'> {
  const ended = new Set<string>();
  const endedSessions = { add: async (id: string) => void ended.add(id), has: async (id: string) => ended.has(id) };
  const sessionSecrets: SecretKeys = [new Uint8Array(32)];
  const people = { signIn: async () => null, signOut: async () => {}, invited: async () => null, accept: async () => null };
  const counts = { countPasswordTry: async () => {}, countRefusedSignIn: async () => {} };
  return { modes: async () => [], sessionSecrets, endedSessions, people, ...counts, temporal: null };
}

function aLoggingApp(): { app: Hono<ConsoleEnv>; logged: string[] } {
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const app = new Hono<ConsoleEnv>();
  app.use(async (c, next) => {
    c.set('log', log);
    c.set('requestId', 'request-1');
    await next();
  });
  return { app, logged };
}

/** The same, with the operator signed in. */
export async function signedIn(change?: (call: Call) => Response, checkout?: Record<string, unknown>) {
  const console = aConsole(change, checkout);
  await console.post('/console/sign-in', { key: KEY });
  return console;
}
