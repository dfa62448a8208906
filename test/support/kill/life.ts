import { randomUUID } from 'node:crypto';
import { findLatestAttempt } from '../../../activities/ledger/checkouts.ts';
import { listTransactions } from '../../../activities/ledger/transactions.ts';
import type { Facts, InvoiceFact } from '../../../workflows/contract/checkout.ts';
import { orderBody } from '../storefront.ts';
import { insist, Refused, type Place } from './place.ts';

/** One thing that is asked of a checkout, and how the ledger shows that it is known. */
export interface Step {
  name: string;
  /** Asks until it is answered. */
  ask(): Promise<unknown>;
  isKnown(): Promise<boolean>;
}

/** A checkout from its opening to its end: two invoices, a return on one, the other canceled. */
export interface Life {
  number: string;
  id: string;
  steps: Step[];
}

interface Answer {
  status: number;
  body: { id: string; lightbox: { order: unknown; secure_hash: string } | null };
}

const RETURNED_CENTS = 500;
/** Not yet, ask again: nobody is there, it is being done, or it waits for something that was killed. */
const isForLater = (status: number): boolean => status >= 500 || status === 429;

/** A new life. `place` is asked anew each time, because what is killed comes back elsewhere. */
export function newLife(place: Place): Life {
  const body = orderBody();
  const life: Life = { number: String(body['merchant_order_id']), id: '', steps: [] };
  const calls = callsOf(place, life);
  const { api, control, facts } = calls;
  let orderId = '';
  const open = async (): Promise<void> => {
    const opened = await api('/v1/checkouts', body);
    life.id = opened.body.id;
    orderId = await control('/lightbox', { ...opened.body.lightbox, outcome: 'accept' }, life.number);
  };
  const path = (): string => `/v1/checkouts/${life.id}`;
  const authorize = (): Promise<unknown> => api(`${path()}/authorization`, { apruve_order_id: orderId });
  const complete = (): Promise<unknown> => api(`${path()}/complete`, {});
  const { sendFirst, sendSecond, refund, cancel, pay } = invoiceSteps(place, life, calls);
  life.steps = [
    { name: 'open', ask: open, isKnown: async () => (await facts()) !== null },
    { name: 'authorize', ask: authorize, isKnown: async () => (await facts())?.order?.status === 'accepted' },
    sendFirst,
    refund,
    sendSecond,
    cancel,
    pay,
    { name: 'complete', ask: complete, isKnown: async () => (await facts())?.end != null },
  ];
  return life;
}

/** What is done with the two invoices. */
function invoiceSteps({ ledger }: Place, life: Life, { api, control, facts }: ReturnType<typeof callsOf>) {
  const invoice = async (n: number): Promise<InvoiceFact | undefined> =>
    (await facts())?.invoices.find(({ number }) => number === `${life.number}-${n}`);
  const idOf = (n: number): Promise<string> => insist(async () => (await invoice(n))?.id ?? null);
  const path = (): string => `/v1/checkouts/${life.id}/invoices`;
  const send = (n: number, amount_cents: number): Step => ({
    name: 'invoice',
    ask: () => api(path(), { merchant_invoice_id: `${life.number}-${n}`, amount_cents }),
    isKnown: async () => (await invoice(n))?.shipments.length === 1,
  });
  const refund: Step = {
    name: 'return',
    ask: async () => api(`${path()}/${await idOf(1)}/returns`, { amount_cents: RETURNED_CENTS }),
    isKnown: async () =>
      (await listTransactions(ledger.db, life.id)).some(({ action, successful }) => action === 'refund' && successful),
  };
  const cancel: Step = {
    name: 'cancel invoice',
    ask: async () => api(`${path()}/${await idOf(2)}/cancel`, {}),
    isKnown: async () => (await invoice(2))?.status === 'canceled',
  };
  const pay: Step = {
    name: 'pay',
    ask: async () => control(`/invoices/${await idOf(1)}/pay`, {}),
    isKnown: async () => ((await invoice(1))?.capturedAt ?? null) !== null,
  };
  return { sendFirst: send(1, 6_000), sendSecond: send(2, 4_000), refund, cancel, pay };
}

function callsOf({ stack, ledger }: Place, life: Life) {
  const facts = async (): Promise<Facts | null> => (await findLatestAttempt(ledger.db, 'default', life.number))?.facts ?? null;
  const api = (path: string, body: object): Promise<Answer> => {
    const headers = { 'idempotency-key': randomUUID(), authorization: `Bearer ${stack.info.admin_key}` };
    return insist(async () => {
      const answer = await post(`${stack.info.api_url}${path}`, body, headers);
      const isBusy = answer.body.code === 'idempotency-in-progress';
      return isForLater(answer.status) || isBusy ? null : accepted(path, answer);
    });
  };
  /** What Apruve's side does; an order that is there already is not made again. */
  const control = (path: string, body: object, number?: string): Promise<string> =>
    insist(async () => {
      const url = `${stack.info.sandbox_url}/_sandbox`;
      const { orders } = (await (await fetch(`${url}/state`)).json()) as { orders: { id: string; merchant_order_id: string }[] };
      const made = orders.find(({ merchant_order_id }) => merchant_order_id === number);
      return made?.id ?? (await post(`${url}${path}`, body, {})).body.apruve_order_id ?? 'done';
    });
  return { api, control, facts };
}

/** An answer that is no refusal. */
function accepted(path: string, answer: Awaited<ReturnType<typeof post>>): Answer {
  if (answer.status < 300) return answer;
  throw new Refused(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

async function post(url: string, body: object, headers: Record<string, string>) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  const read = (text === '' ? {} : JSON.parse(text)) as Answer['body'] & { code?: string; apruve_order_id?: string };
  return { status: answer.status, body: read };
}
