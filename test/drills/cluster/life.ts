import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { StackInfo } from '../../stack/index.ts';
import type { Life } from '../../bench/measure.ts';
import { order } from '../../bench/shop.ts';

const POLL_MS = 100;
/** How often a call is repeated that got no answer, or was told to come again. */
const TRIES = 300;

/** What the calls of all lives came to. */
export interface Calls {
  /** Checkouts that were opened. */
  opened: number;
  /** Calls that got no answer, because their process was gone, and were made again at the next one. */
  repeated: number;
  longestMs: number;
}

const checkout = z.looseObject({ id: z.string(), status: z.string(), lightbox: z.looseObject({}).nullish() });
const placed = z.object({ apruve_order_id: z.string() });
const invoice = z.looseObject({ id: z.string() });

/**
 * One happy checkout over the APIs in turns, as behind a balancer, which leaves out one that does not answer; `opened` is called when it
 * was opened. A call that gets no answer is made again at the next API, under the same idempotency key.
 */
export function clusterLife(info: StackInfo, apis: readonly string[], calls: Calls, opened: () => void): Life {
  let left = [...apis];
  let turn = 0;
  const api = async (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
    const began = performance.now();
    const headers = { authorization: `Bearer ${info.admin_key}`, 'idempotency-key': randomUUID() };
    for (let attempt = 1; ; attempt += 1) {
      turn += 1;
      const at = left[turn % left.length] ?? '';
      const answer = await send(`${at}${path}`, method, body, headers).catch(() => null);
      calls.longestMs = Math.max(calls.longestMs, performance.now() - began);
      if (answer?.ok === true && answer.status !== 202) return answer.json();
      if (answer === null) {
        calls.repeated += 1;
        left = left.filter((each) => each !== at);
      }
      // A request of a killed API holds its key for some seconds.
      const isToRepeat = answer === null || answer.status === 202 || answer.status >= 500 || answer.headers.has('retry-after');
      if (!isToRepeat || attempt === TRIES)
        throw new Error(`${method} ${path}: ${answer === null ? 'no answer' : `${answer.status} ${await answer.text()}`}`);
      await pause(POLL_MS);
    }
  };
  const apruve = async (path: string, body?: object): Promise<unknown> => {
    const answer = await send(`${info.sandbox_url}/_sandbox${path}`, 'POST', body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return async () => {
    const began = performance.now();
    const { id, lightbox } = checkout.parse(await api('POST', '/v1/checkouts', order()));
    const firstAnswerMs = performance.now() - began;
    calls.opened += 1;
    opened();
    const made = placed.parse(await apruve('/lightbox', { ...lightbox, outcome: 'accept' }));
    await api('POST', `/v1/checkouts/${id}/authorization`, made);
    const sent = invoice.parse(await api('POST', `/v1/checkouts/${id}/invoices`, {}));
    await apruve(`/invoices/${sent.id}/pay`);
    while (checkout.parse(await api('GET', `/v1/checkouts/${id}`)).status !== 'paid') await pause(POLL_MS);
    return { id, firstAnswerMs };
  };
}

const send = (url: string, method: string, body?: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  });
