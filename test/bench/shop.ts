import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { StackInfo } from '../stack/index.ts';

// eslint-disable-next-line typescript/no-explicit-any -- answers are used as they come
type Answer = Record<string, any>;

/** The calls of a shop and of Apruve's other side. */
export function shopOf({ api_url, sandbox_url, admin_key }: StackInfo) {
  const api = (method: string, path: string, body?: object) => call(`${api_url}${path}`, method, body, admin_key);
  const apruve = (path: string, body?: object) => call(`${sandbox_url}/_sandbox${path}`, 'POST', body);
  const open = (): Promise<Answer> => api('POST', '/v1/checkouts', order());
  /** The buyer accepts, and the shop says so; answers how long the API took to know it. */
  const authorize = async ({ id, lightbox }: Answer): Promise<number> => {
    const made = await apruve('/lightbox', { ...lightbox, outcome: 'accept' });
    const began = performance.now();
    await api('POST', `/v1/checkouts/${id}/authorization`, { apruve_order_id: made['apruve_order_id'] });
    return performance.now() - began;
  };
  /** Makes it authorized and invoiced; answers the invoice. */
  const invoice = async (opened: Answer): Promise<Answer> => {
    await authorize(opened);
    return api('POST', `/v1/checkouts/${opened['id']}/invoices`, {});
  };
  return { api, apruve, open, authorize, invoice, webhooks: () => call(`${sandbox_url}/_sandbox/webhooks`, 'GET') };
}

/** The smallest order that an API takes. */
export const order = (): object => ({
  merchant_order_id: `B-${randomUUID().slice(0, 12)}`,
  amount_cents: 11_500,
  order_items: [{ title: 'Work boots', price_total_cents: 11_500, quantity: 1 }],
});

/** Not by `fetch`, which takes twice the time: the client runs on the same cores. */
async function call(url: string, method: string, body?: object, key?: string): Promise<Answer> {
  const { statusCode, body: answer } = await request(url, {
    method,
    headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  const text = await answer.text();
  if (statusCode >= 300) throw new Error(`${method} ${url} answered ${statusCode}: ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
