import { z } from 'zod';
import type { FaultRow } from '../store/sandbox-rows.ts';
import { newId } from '../values/ids.ts';
import type { World } from '../world.ts';

/** The body of `POST /_sandbox/faults`. */
export const faultInput = z.strictObject({
  method: z.string().nullish(),
  path: z.string().default(''),
  times: z.int().positive().default(1),
  status: z.int().min(200).max(599).nullish(),
  body: z.unknown().optional(),
  delay_ms: z.int().min(0).max(3_600_000).nullish(),
  commit: z.enum(['before', 'after']).nullish(),
  retry_after: z.union([z.string(), z.number().transform(String)]).nullish(),
  drop_response: z.boolean().nullish(),
});

/** Adds a fault for the next `times` matching requests. */
export const addFault = (world: World, input: z.infer<typeof faultInput>): FaultRow => {
  const method = input.method?.toUpperCase() ?? null;
  return world.faults.insert({
    id: newId(),
    method: method === '*' || method === 'ANY' ? null : method,
    path: input.path,
    times: input.times,
    status: input.status ?? null,
    body: input.body ?? null,
    delay_ms: input.delay_ms ?? 0,
    commit: input.commit ?? null,
    retry_after: input.retry_after ?? null,
    drop_response: input.drop_response ?? false,
  });
};

/** Takes all faults away. */
export const clearFaults = (world: World): void => {
  for (const fault of world.faults.all()) world.faults.remove(fault.id);
};

/**
 * The oldest matching fault, used once. `path` is a substring of the requested path and query, so `/invoices`, `/api/v4/orders`
 * and `secure_hash=` all work. Faults are used in the order in which they were added.
 */
export const takeFault = (world: World, method: string, pathAndQuery: string): FaultRow | undefined => {
  const fault = world.faults
    .all()
    .find((row) => (row.method === null || row.method === method) && pathAndQuery.includes(row.path));
  if (fault === undefined) return undefined;
  if (fault.times <= 1) world.faults.remove(fault.id);
  else world.faults.update(fault, { times: fault.times - 1 });
  return fault;
};

const workTime = (fault: FaultRow): 'before' | 'after' | 'never' => {
  if (fault.commit !== null) return fault.commit;
  return fault.status !== null && !fault.drop_response ? 'never' : 'before';
};

const failingAnswer = (fault: FaultRow, real: Response | undefined): Response => {
  const status = fault.status ?? real?.status ?? 200;
  const standard = { errors: [{ title: `Sandbox fault ${status}` }] };
  const body = fault.body ?? (fault.status === null ? undefined : standard);
  const answer =
    body === undefined && real !== undefined
      ? new Response(real.body, real)
      : new Response(typeof body === 'string' ? body : JSON.stringify(body), {
          status,
          headers: { 'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json' },
        });
  if (fault.retry_after !== null) answer.headers.set('retry-after', fault.retry_after);
  return answer;
};

/**
 * Answers a request as the fault says. `null` means: no answer, the connection is to be cut.
 *
 * When the work (what the request asks for, with its own refusals) is done:
 * - `commit: before`: at once, before the delay; then the failing answer.
 * - `commit: after`: when the delay is over, also when the client has gone by then; then the failing answer.
 * - no `commit`, with a `status`: never. The request has failed and left nothing behind.
 * - no `commit`, without a `status`, or with `drop_response`: as `before`. A slow or lost answer to work that is done.
 *
 * The answer is `status` with `body`; without a `status` the real one, `body` replacing the real body where it is given.
 * `retry_after` becomes its header. `drop_response` cuts the connection instead, after the delay.
 */
export const answerFaulty = async (
  fault: FaultRow,
  work: () => Promise<Response>,
  pause: (ms: number) => Promise<void>,
): Promise<Response | null> => {
  const when = workTime(fault);
  const early = when === 'before' ? await work() : undefined;
  if (fault.delay_ms > 0) await pause(fault.delay_ms);
  const real = when === 'after' ? await work() : early;
  return fault.drop_response ? null : failingAnswer(fault, real);
};
