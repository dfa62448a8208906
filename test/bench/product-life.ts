import { setTimeout as pause } from 'node:timers/promises';
import type { StackInfo } from '../stack/index.ts';
import type { Life } from './measure.ts';
import { shopOf } from './shop.ts';

const POLL_MS = 50;

/** One happy checkout over HTTP: opened, authorized, invoiced and shipped, paid. The shop is told of each step. */
export function productLife(info: StackInfo): Life {
  const { api, apruve, open, invoice } = shopOf(info);
  return async () => {
    const began = performance.now();
    const opened = await open();
    const firstAnswerMs = performance.now() - began;
    const { id } = await invoice(opened);
    await apruve(`/invoices/${id}/pay`);
    while ((await api('GET', `/v1/checkouts/${opened['id']}`))['status'] !== 'paid') await pause(POLL_MS);
    return { id: String(opened['id']), firstAnswerMs };
  };
}
