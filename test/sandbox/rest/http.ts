import type { Context } from 'hono';
import type { ZodType, z } from 'zod';
import { parse } from '../domain/inputs.ts';
import type { MerchantRow } from '../store/rows.ts';
import { toApruveJson } from '../values/json.ts';
import { NotFound, Refusal } from '../values/refusal.ts';

/** What the REST part works with: the body as text (some plugins send one with GET) and the merchant of the key. */
export type RestEnv = { Bindings: { rawBody: string }; Variables: { merchant: MerchantRow } };

export type RestContext = Context<RestEnv>;

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, [{ title: 'Invalid request', detail: 'The body is not JSON.' }]);
  }
};

/** The body as fields; empty where there is none. A body wrapped in the one key `wrapper` is unwrapped: both forms are in use. */
export const fieldsOf = (text: string, wrapper?: string): Record<string, unknown> => {
  if (text.trim() === '') return {};
  const body = parseJson(text);
  if (!isFields(body)) throw new Refusal(400, [{ title: 'Invalid request', detail: 'The body is not a JSON object.' }]);
  const inner = wrapper === undefined ? undefined : body[wrapper];
  return isFields(inner) ? inner : body;
};

/** An answer in Apruve's own JSON. */
export const answer = (status: number, value: unknown): Response =>
  new Response(toApruveJson(value), { status, headers: { 'content-type': 'application/json; charset=utf-8' } });

/** A refusal as Apruve words it; an unknown id as its plain text. */
export const answerError = (error: Error, context: Context): Response => {
  if (error instanceof NotFound) return context.text('Not Found', 404);
  if (error instanceof Refusal) return answer(error.status, { errors: error.errors });
  return answer(500, { errors: [{ title: 'Internal error of the sandbox', detail: error.stack ?? error.message }] });
};

/** The body of a call outside the REST API, checked against its schema. */
export const checkedBody = async <Schema extends ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> =>
  parse(schema, fieldsOf(await context.req.text()));
