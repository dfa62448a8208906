import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { z } from 'zod';
import { EXAMPLES_FILE, readExamples, type Examples } from '../../api/web/docs/examples.ts';
import { EXAMPLES_INTO, type Recorded } from '../support/recorded.ts';
import { anApp } from '../unit/api/an-app.ts';

/*
 * `npm run examples [test files]`: runs tests, and makes the examples of the API's document from what they sent and got. With names of
 * test files only those are run, and other examples stay. With `EXAMPLES_INTO` none: what was recorded there is added.
 */

const TESTS = `
  life changes order-changes shipments returns channels channel-life channel-webhooks receivers notifications told people
  managing-people keys listing invoice-list summary tables credit offline payment-rules webhooks who beside-the-order roles
  unresolved if-match overdue funding part-payments expiry waiting declines offline-endings`
  .trim()
  .split(/\s+/)
  .map((name) => `/${name}.test.ts`);

const MOST = { body: 1_200, answer: 4_500 };

type Call = Extract<Recorded, { kind: 'call' }>;

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ operationId: z.string(), parameters: z.array(z.unknown()).optional() })),
  ),
});
const needed = z.object({ in: z.literal('query'), name: z.string(), required: z.literal(true) });

async function recorded(tests: readonly string[]): Promise<Recorded[]> {
  const given = process.env[EXAMPLES_INTO];
  const into = given ?? (await mkdtemp(join(tmpdir(), 'apruve-checkout-examples-')));
  if (given === undefined) {
    process.env[EXAMPLES_INTO] = into;
    const vitest = await startVitest('test', [...tests], { project: ['workflow', 'api'], run: true, watch: false });
    await vitest.close();
  }
  const texts = await Promise.all((await readdir(into)).sort().map((name) => readFile(join(into, name), 'utf8')));
  if (given === undefined) await rm(into, { recursive: true });
  return texts.flatMap((text) => text.trim().split('\n')).map((line): Recorded => JSON.parse(line));
}

/** How much a value shows: fields that are not null. */
function shows(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value !== 'object') return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + shows(each), 0);
}

const size = (value: unknown): number => (JSON.stringify(value) ?? '').length;

/** What shows most of those that are not too long; else the shortest. */
function best<T>(all: readonly T[], valueOf: (each: T) => unknown, most: number): T | undefined {
  const short = all.filter((each) => size(valueOf(each)) <= most);
  const by = (score: (each: T) => number) => (one: T, other: T) => score(other) - score(one);
  return short.length > 0
    ? [...short].sort(by((each) => shows(valueOf(each))))[0]
    : [...all].sort(by((each) => -size(valueOf(each))))[0];
}

/** Lists are shown by their first two items, and nothing that was secret or of one machine is kept. */
const tidy = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, each: unknown) => (key === 'items' && Array.isArray(each) ? each.slice(0, 2) : each))
      .replaceAll(/https?:\/\/(?:127\.0\.0\.1|localhost):\d+/g, 'https://shop.example.com')
      .replaceAll(/u-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, 'ana')
      .replaceAll(/apc_[\w-]{20,}/g, 'apc_7Qm2…')
      .replaceAll(/whsec_[\w+/=]+/g, 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'),
  );

/** Adds to the examples what was recorded, call by call. */
async function make(examples: Examples, all: readonly Recorded[]): Promise<Examples> {
  const { paths } = documentSchema.parse(await (await anApp().request('/openapi.json')).json());
  const calls = all.filter((each): each is Call => each.kind === 'call' && each.status < 300);
  for (const [path, methods] of Object.entries(paths)) {
    const fits = new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    for (const [method, { operationId, parameters = [] }] of Object.entries(methods)) {
      const mine = calls.filter((call) => call.method === method.toUpperCase() && fits.test(call.path.split('?')[0] ?? ''));
      choose(examples, operationId, mine, parameters);
    }
  }
  const notifications = all.flatMap((each) => (each.kind === 'notification' ? [each.payload] : []));
  for (const type of [...new Set(notifications.map((each) => each.type))].sort()) {
    const mine = notifications.filter((each) => each.type === type);
    examples.notifications[type] = tidy(best(mine, (each) => each, MOST.answer));
  }
  return examples;
}

/** What a test sends to see that it is kept as it is, and a channel that readers do not have. */
const ODD = /[<>&%]|é|null|" | "|"channel":"(?!default")/;

function choose(examples: Examples, operationId: string, calls: readonly Call[], parameters: readonly unknown[]): void {
  const sending = calls.filter(({ sent: body }) => typeof body === 'object' && size(body) > 2);
  const plain = sending.filter((call) => !ODD.test(JSON.stringify(call.sent)));
  const sent = best(plain.length > 0 ? plain : sending, (call) => call.sent, MOST.body);
  if (sent !== undefined) examples.bodies[operationId] = tidy(sent.sent);
  const queried = parameters.flatMap((each) => needed.safeParse(each).data ?? []).map(({ name }) => name);
  const query = new URLSearchParams(calls[0]?.path.split('?')[1]);
  if (queried.length > 0)
    examples.queries[operationId] = Object.fromEntries(queried.map((name) => [name, query.get(name) ?? '']));
  const answers = new Map<number, unknown>(sent === undefined ? [] : [[sent.status, sent.answer]]);
  for (const status of new Set(calls.map((call) => call.status))) {
    const mine = calls.filter((call) => call.status === status);
    if (!answers.has(status)) answers.set(status, best(mine, (call) => call.answer, MOST.answer)?.answer);
  }
  const kept = examples.answers[operationId];
  const fresh = Object.fromEntries([...answers].map(([status, each]) => [status, tidy(each)]));
  if (answers.size > 0) examples.answers[operationId] = { ...kept, ...fresh };
}

const names = process.argv.slice(2);
const isWhole = names.length === 0 && process.env[EXAMPLES_INTO] === undefined;
const before: Examples = isWhole ? { bodies: {}, queries: {}, answers: {}, notifications: {} } : readExamples();
await writeFile(EXAMPLES_FILE, `${JSON.stringify(await make(before, await recorded(isWhole ? TESTS : names)), null, 2)}\n`);
