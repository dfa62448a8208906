import type { z } from 'zod';
import { ApruveError } from './errors.ts';
import { createApruveHttp, type ApruveAnswer, type HttpOptions } from './http.ts';
import type { ApruveRequest } from './requests.ts';
import { cutText } from '../../workflows/contract/text.ts';

/** An answer as it came, for the record, and as we read it. */
export interface Read<T> {
  answer: ApruveAnswer;
  data: T;
}

/** Apruve's REST API v4 for one merchant. */
export interface Apruve {
  merchantId: string;
  /** Sends one request of the table in `requests.ts`. Throws `ApruveError` unless it is answered 2xx in a readable shape. */
  send<T>(request: ApruveRequest<T>): Promise<Read<T>>;
}

/** Hears of each call: its outcome is `done`, or the kind of the error. */
export type Observe = (call: { method: string; path: string; outcome: string; ms: number }) => void;

export function createApruve(options: HttpOptions & { merchantId: string; observe?: Observe }): Apruve {
  const http = createApruveHttp(options);
  const { clock, observe } = options;
  return {
    merchantId: options.merchantId,
    send: async ({ method, path, body, schema }) => {
      const began = clock().getTime();
      const seen = (outcome: string): void => observe?.({ method, path, outcome, ms: clock().getTime() - began });
      try {
        const read = readAnswer(schema, await http(method, path, body));
        seen('done');
        return read;
      } catch (error) {
        seen(error instanceof ApruveError ? error.kind : 'unknown');
        throw error;
      }
    },
  };
}

/** Parses an answer. What an unreadable one did at Apruve is unknown, so it has to be looked up. */
function readAnswer<T>(schema: z.ZodType<T>, answer: ApruveAnswer): Read<T> {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return { answer, data: parsed.data };
  const where = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`).join('; ');
  const message = `Apruve answered ${answer.status} in a shape that cannot be read (${cutText(where, 300)})`;
  throw new ApruveError('unreadable', message, { status: answer.status, body: answer.body, effect: 'done-or-not' });
}

/** Finds one entity in a list that Apruve answered, as if it had been read by itself. */
export function pick<T>({ answer, data }: Read<T[]>, fits: (entity: T) => boolean): Read<T> | null {
  const found = data.find(fits);
  return found === undefined ? null : { answer: { status: answer.status, body: found }, data: found };
}

/** Reads one entity and answers it where it fits: how a write without an answer is looked up. */
export async function readWhere<T>(
  apruve: Apruve,
  request: ApruveRequest<T>,
  fits: (entity: T) => boolean,
): Promise<Read<T> | null> {
  const found = await apruve.send(request);
  return fits(found.data) ? found : null;
}
