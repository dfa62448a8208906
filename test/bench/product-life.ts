import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { StackInfo } from '../stack/index.ts';
import type { Life } from './measure.ts';

const POLL_MS = 50;

/** One happy checkout over HTTP: opened, authorized, invoiced and shipped, paid. The shop is told of each step. */
export function productLife({ api_url, sandbox_url, admin_key }: StackInfo): Life {
  const api = (method: string, path: string, body?: object) => call(`${api_url}${path}`, method, body, admin_key);
  const apruve = (path: string, body?: object) => call(`${sandbox_url}/_sandbox${path}`, 'POST', body);
  return async () => {
    const began = performance.now();
    const opened = await api('POST', '/v1/checkouts', order());
    const firstAnswerMs = performance.now() - began;
    const made = await apruve('/lightbox', { ...opened['lightbox'], outcome: 'accept' });
    const path = `/v1/checkouts/${opened['id']}`;
    await api('POST', `${path}/authorization`, { apruve_order_id: made['apruve_order_id'] });
    const invoice = await api('POST', `${path}/invoices`, {});
    await apruve(`/invoices/${invoice['id']}/pay`);
    while ((await api('GET', path))['status'] !== 'paid') await pause(POLL_MS);
    return { id: String(opened['id']), firstAnswerMs };
  };
}

const order = (): object => ({
  merchant_order_id: `B-${randomUUID().slice(0, 12)}`,
  amount_cents: 11_500,
  order_items: [{ title: 'Work boots', price_total_cents: 11_500, quantity: 1 }],
});

// eslint-disable-next-line typescript/no-explicit-any -- answers are used as they come
async function call(url: string, method: string, body?: object, key?: string): Promise<Record<string, any>> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
