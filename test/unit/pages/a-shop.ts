import { Hono } from 'hono';
import { pino } from 'pino';
import type { AppEnv } from '../../../api/http/app-env.ts';
import { createShop } from '../../../api/web/shop/shop.tsx';

/** A call that reached the API. */
export interface Call {
  method: string;
  path: string;
  key: string | undefined;
  body: Record<string, unknown>;
}

export const NOTIFICATION_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
export const SHOP_KEY = 'apc_a-key-that-no-browser-may-ever-see';

/** What the API answers for a checkout, as far as a storefront looks at it. */
export const aCheckout = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'chk_aaaaaaaaaaaaaaaaaaaaaaaaaa',
  mode: 'test',
  merchant_order_id: 'NS-1',
  status: 'awaiting_authorization',
  currency: 'USD',
  amount_cents: 4_545,
  tax_cents: 205,
  shipping_cents: 1_850,
  order_items: [{ title: 'Safety helmet', sku: 'HEL-200', quantity: 1, price_total_cents: 2_490 }],
  po_number: null,
  attention: null,
  lightbox: {
    script_url: 'https://apruve.test/js/v4/apruve.js',
    order: { amount_cents: 4_545 },
    secure_hash: 'abc',
    shopper_email: 'buyer@example.test',
  },
  created_at: '2026-01-02T03:04:05.000Z',
  ...changes,
});

export const aRefusal = (status: number, code: string): Response =>
  Response.json({ code, title: code, detail: `${code}, in words`, errors: [] }, { status });

/** The shop in front of an API that answers as it is told, with a browser's memory for cookies. */
export function aShop(answer: (call: Call) => Response) {
  const calls: Call[] = [];
  const fetchApi = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    const body: Record<string, unknown> = typeof init.body === 'string' ? { ...JSON.parse(init.body) } : {};
    const call = { method: init.method ?? 'GET', path, key: headers.get('authorization') ?? undefined, body };
    calls.push(call);
    return answer(call);
  };
  const app = new Hono<AppEnv>();
  app.use(async (c, next) => {
    c.set('log', pino({ level: 'silent' }));
    c.set('requestId', 'request-1');
    await next();
  });
  const shop = createShop({
    fetchApi,
    apiKey: async () => SHOP_KEY,
    apruveOrigin: 'https://apruve.test',
    otherSideUrl: null,
    cookieSecret: new Uint8Array(32),
    publicUrl: 'http://shop.test',
    notificationSecret: NOTIFICATION_SECRET,
  });
  app.route('/shop', shop);
  return { app, calls, ...aBrowser(app) };
}

/** Sends what a browser would, and remembers the cookies. */
export function aBrowser(app: { request(path: string, init?: RequestInit): Response | Promise<Response> }) {
  const jar = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}, headers: Record<string, string> = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.request(path, { ...init, headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  return {
    jar,
    ask,
    get: (path: string) => ask(path),
    post: (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      ask(path, { method: 'POST', body: new URLSearchParams(fields) }, headers),
  };
}
