import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answer } from '../../api/api.ts';
import { misfit, type Expected } from '../model/answers.ts';
import { LATE_AFTER_MS } from '../../../workflows/contract/messages.ts';
import { until } from '../../stack/wait.ts';
import type { Lane } from './lane.ts';
import { TROUBLES, type Trouble } from './trouble.ts';

/** One request of the shop or an operator. */
export interface Request {
  method: 'POST' | 'PATCH';
  path: string;
  body?: unknown;
  by?: 'shop' | 'operator';
  keyed?: boolean;
  /** How it is repeated when a person is needed: `retry`, or the same request under the same key. */
  again?: 'retry' | 'repeat';
}

/** A request under an idempotency key, and what it was answered. */
export interface Kept {
  request: Request;
  key: string;
  answer: Answer;
}

/** Sends a request; with the same key it is the same request. */
export async function send(lane: Lane, { method, path, body, by }: Request, key?: string): Promise<Answer> {
  const { api, story } = lane;
  // As a person: a refusal that is read at once sets no attention.
  const headers = { 'shown-to': 'person', ...(key !== undefined && { 'idempotency-key': key }) };
  const call = { headers, key: by === 'shop' ? api.storefront : api.admin };
  const asked = Date.now();
  const answer = await (method === 'PATCH' ? api.patch(path, body, call) : api.post(path, body, call));
  if (answer.status >= 400 && Date.now() - asked >= LATE_AFTER_MS) lane.refusedLate = true;
  story.answered(`${answer.status} ${String(answer.body?.code ?? answer.body?.status ?? '')}`.trim());
  return answer;
}

/**
 * Sends a request, perhaps while Apruve is in trouble. `expect` says what the answer must be, and changes the model. Trouble that
 * the process gets through must not show. Otherwise the answer is 202, and `retry` or a repeat gets the result.
 */
export async function ask(
  lane: Lane,
  request: Request,
  trouble: Trouble | null,
  expect: (answer: Answer) => Expected,
): Promise<Answer> {
  const key = keyFor(request, trouble);
  const { answer: first, stuck } = await inTrouble(lane, trouble, () => send(lane, request, key));
  const expected = expect(first);
  const check = (answer: Answer): void => {
    const wrong = misfit(expected, answer);
    if (wrong !== null && !(stuck && (answer.status === 202 || isUndone(answer) || isUnexplained(answer, expected))))
      throw new Error(`${request.method} ${request.path}: ${wrong}${attentionOf(answer)}`);
  };
  check(first);
  if (stuck && isUndone(first)) return askAgain(lane, request, check);
  const isLate = stuck && first.status === 202;
  if (stuck) await retry(lane, isLate ? `/v1/checkouts/${first.body.id}` : request.path);
  const answer = isLate && request.again === 'repeat' && key !== undefined ? await send(lane, request, key) : first;
  check(answer);
  const isHeard = answer !== first && answer.status !== 202;
  if (stuck && expected.status >= 400 && !isHeard) lane.refusedLate = true;
  if (key !== undefined && ![202, 429].includes(answer.status)) lane.kept = { request, key, answer };
  return answer;
}

/** A cancel or complete that could not list the order's invoices: nothing was done, so it is asked anew. */
const isUndone = ({ status, body }: Answer): boolean => status === 409 && body?.code === 'step-unresolved';

/** Apruve's own refusal, where the look that would have said why could not get through. */
const isUnexplained = ({ status, body }: Answer, expected: Expected): boolean =>
  status === 422 && body?.code === 'refused-by-apruve' && expected.status === 409;

async function askAgain(lane: Lane, request: Request, check: (answer: Answer) => void): Promise<Answer> {
  const answer = await send(lane, request, undefined);
  if (isUndone(answer)) throw new Error(`${request.method} ${request.path}: still unresolved although Apruve answers again.`);
  check(answer);
  return answer;
}

/** What a refused key stops and only a repeat brings needs a key of its own. */
function keyFor({ keyed, method, again }: Request, trouble: Trouble | null): string | undefined {
  const stops = trouble?.kind === 'key' || trouble?.kind === 'key to read';
  const needed = keyed === true || (again === 'repeat' && stops);
  return needed && method === 'POST' ? randomUUID() : undefined;
}

/** Does something while Apruve is in trouble. `stuck`: it has met trouble that the process does not get through by itself. */
async function inTrouble<T>(lane: Lane, trouble: Trouble | null, deed: () => Promise<T>): Promise<{ answer: T; stuck: boolean }> {
  if (trouble === null) return { answer: await deed(), stuck: false };
  await lane.sandbox.must('POST', '/faults', faultOf(trouble));
  const answer = await deed();
  const met = await clear(lane, trouble);
  return { answer, stuck: met && TROUBLES[trouble.kind].stuck };
}

/** The same for requests without a caller; `path` is the checkout whose steps may then be stuck. */
export async function whileTroubled(
  lane: Lane,
  trouble: Trouble | null,
  path: string | null,
  deed: () => Promise<void>,
): Promise<void> {
  const { stuck } = await inTrouble(lane, trouble, deed);
  if (stuck && path !== null) await retry(lane, path);
}

const faultOf = ({ kind, path, writes }: Trouble) => ({ ...(writes && { method: 'POST' }), ...TROUBLES[kind].fault, path });

const faultsSchema = z.object({ items: z.array(z.object({ times: z.int() })) });

/** Ends the trouble; true where a request has met it. */
async function clear({ sandbox }: Lane, { kind }: Trouble): Promise<boolean> {
  const { items } = faultsSchema.parse(await sandbox.must('GET', '/faults'));
  await sandbox.must('DELETE', '/faults');
  const [left] = items;
  return left === undefined || left.times < (TROUBLES[kind].fault.times ?? 1);
}

/** What a retry may be answered that finds nothing stuck, or ends the checkout. */
const RETRIED = ['nothing-to-retry', 'checkout-finished', 'not-found'];

/**
 * An operator retries the stuck steps of a checkout until all are through. There may be none, or no process any more. One more
 * 202 is not an error, because the machine may have been too slow for the bound of a step.
 */
async function retry(lane: Lane, path: string): Promise<void> {
  const [, , , id = ''] = path.split('/');
  let shown = 'nothing yet';
  const through = async (): Promise<true | undefined> => {
    const answer = await send(lane, { method: 'POST', path: `/v1/checkouts/${id}/retry` });
    const code: unknown = answer.body?.code;
    shown = `${answer.status} ${String(code)}${attentionOf(answer)}`;
    return answer.status === 200 || RETRIED.includes(String(code)) ? true : undefined;
  };
  await until('a retry to bring everything through', through, { deadlineMs: lane.patienceMs, everyMs: 200, seen: () => shown });
}

/** What an answer says that is still under way. */
const attentionOf = ({ body }: Answer): string => {
  const attention: unknown = body?.attention;
  return attention == null ? '' : `, with attention ${JSON.stringify(attention)}`;
};
