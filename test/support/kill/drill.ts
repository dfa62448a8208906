import { setTimeout as pause } from 'node:timers/promises';
import { insist, type Place } from './place.ts';
import type { Life, Step } from './life.ts';
import type { Kill, Victim } from './plan.ts';

/** How far a step had come when its process was killed, as Apruve saw it. */
type Moment = 'before its call' | 'during its call' | 'after its call';

/** A step that was under way at a kill, and how long it took until the ledger knew of it. */
export interface Hit {
  victim: Victim;
  step: string;
  moment: Moment;
  knownMs: number;
  checkoutId: string;
}

/** How long Apruve hesitates over what changes something. */
const APRUVE_MS = 300;
const LOOK_MS = 25;

/**
 * Has each of these lives do its next step, all at once, kills one process meanwhile, and waits until every step is known and the process is
 * back. Answers the steps that were under way at the kill.
 */
export async function killOnce(place: Place, lives: readonly Life[], { victim, afterMs, commit }: Kill): Promise<Hit[]> {
  await sandbox(place, 'DELETE', '/faults');
  await sandbox(place, 'POST', '/faults', { method: '*', path: '/', times: 10_000, delay_ms: APRUVE_MS, commit });
  const before = (await requests(place)).length;
  const steps = lives.map((life) => ({ life, ...begin(life) }));
  await pause(afterMs);
  const hit = steps.filter(({ isKnown }) => !isKnown());
  const isBack = await place.kill(victim, hit.map(({ life }) => life.id).filter(Boolean));
  const at = performance.now();
  const sent = (await requests(place)).slice(before);
  const hits = hit.map(async ({ life, step, known }): Promise<Hit> => {
    const moment = momentOf(sent, await orderOf(place, life));
    return { victim, step: step.name, moment, knownMs: (await known) - at, checkoutId: life.id };
  });
  const measured = await within('every step is known', Promise.all(hits));
  await within('every step is answered', Promise.all(steps.map(({ answered }) => answered)));
  await within(`the ${victim} is back`, isBack());
  return measured;
}

const DONE_WITHIN_MS = 120_000;

async function within<T>(what: string, waiting: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = pause(DONE_WITHIN_MS, null, { signal: over.signal }).then(() => {
    throw new Error(`It is not so after ${DONE_WITHIN_MS} ms that ${what}.`);
  });
  try {
    return await Promise.race([waiting, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
  }
}

/** Has these lives do all that is left of them, with nothing in their way. */
export async function finish(place: Place, lives: readonly Life[]): Promise<void> {
  await sandbox(place, 'DELETE', '/faults');
  const finishOne = async (life: Life): Promise<void> => {
    while (life.steps.length > 0) {
      const { answered, known } = begin(life);
      await Promise.all([answered, known]);
    }
  };
  await Promise.all(lives.map(finishOne));
}

/** Has a life do its next step; `known` resolves to when the ledger knew of it. */
function begin(life: Life): { step: Step; answered: Promise<unknown>; known: Promise<number>; isKnown: () => boolean } {
  const step = life.steps.shift();
  if (step === undefined) throw new Error(`${life.number} has come to its end.`);
  let isKnown = false;
  const look = async (): Promise<number> => {
    while (!(await step.isKnown().catch(() => false))) await pause(LOOK_MS);
    isKnown = true;
    return performance.now();
  };
  return { step, answered: step.ask(), known: look(), isKnown: () => isKnown };
}

interface SentRequest {
  path: string;
  status: number | null;
}

const requests = async (place: Place): Promise<SentRequest[]> =>
  (await sandbox<{ items: SentRequest[] }>(place, 'GET', '/requests')).items;

interface AtApruve {
  orders: { id: string; merchant_order_id: string; status: string }[];
  invoices: { id: string; order_id: string; merchant_invoice_id: string }[];
  shipments: { invoice_id: string }[];
  returns: { invoice_id: string }[];
}

export const stateOf = (place: Place): Promise<AtApruve> => sandbox(place, 'GET', '/state');

async function orderOf(place: Place, { number }: Life): Promise<string[]> {
  const { orders, invoices } = await stateOf(place);
  const ids = orders.filter(({ merchant_order_id }) => merchant_order_id === number).map(({ id }) => id);
  return [...ids, ...invoices.filter(({ order_id }) => ids.includes(order_id)).map(({ id }) => id)];
}

/** By the last call about one of these ids. */
function momentOf(sent: readonly SentRequest[], ids: readonly string[]): Moment {
  const last = sent.findLast(({ path }) => ids.some((id) => path.includes(id)));
  if (last === undefined) return 'before its call';
  return last.status === null ? 'during its call' : 'after its call';
}

const sandbox = <T>({ stack }: Place, method: string, path: string, body?: object): Promise<T> =>
  insist(async () => {
    const answer = await fetch(`${stack.info.sandbox_url}/_sandbox${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    const text = await answer.text();
    return JSON.parse(text === '' ? '{}' : text) as T;
  });
