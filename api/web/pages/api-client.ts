import { z } from 'zod';

/** The product's own HTTP API, called as any client would: a path and the arguments of `fetch`. */
export type FetchApi = (path: string, init?: RequestInit) => Response | Promise<Response>;

/** The part of a refusal by the API that a page shows. */
const refusalSchema = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});
export type Refusal = z.infer<typeof refusalSchema>;

export type Answer<T> = { ok: true; status: number; value: T } | { ok: false; status: number; refusal: Refusal };

export interface ApiClient {
  get<T>(path: string, schema: z.ZodType<T>): Promise<Answer<T>>;
  /** What the API answers, as it came: a table, which may be too long to be held. */
  table(path: string): Promise<Answer<Response>>;
  /** A repeat under the same idempotency key is the same request. `ifMatch`: the version of the checkout that it is asked for. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>, idempotencyKey?: string, ifMatch?: string): Promise<Answer<T>>;
  patch<T>(path: string, body: unknown, schema: z.ZodType<T>, ifMatch?: string): Promise<Answer<T>>;
  remove<T>(path: string, schema: z.ZodType<T>, ifMatch?: string): Promise<Answer<T>>;
}

/**
 * Calls the API with a bearer key, whose form the caller has checked, because a header takes no line break. A refusal is returned as a
 * value; a response of an unexpected form is thrown. `asker`: headers that say more of who asks.
 */
export function apiClient(fetchApi: FetchApi, key: string, requestId?: string, asker: Record<string, string> = {}): ApiClient {
  const common = { ...asker, authorization: `Bearer ${key}`, ...(requestId !== undefined && { 'x-request-id': requestId }) };
  const json = { ...common, 'content-type': 'application/json' };
  return {
    get: async (path, schema) => readResponse(await fetchApi(path, { headers: common }), schema),
    table: async (path) => {
      const response = await fetchApi(path, { headers: common });
      return response.ok ? { ok: true, status: response.status, value: response } : readResponse(response, z.never());
    },
    post: async (path, body, schema, idempotencyKey, ifMatch) => {
      const headers = {
        ...json,
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        ...seen(ifMatch),
      };
      return readResponse(await fetchApi(path, { method: 'POST', headers, body: JSON.stringify(body) }), schema);
    },
    patch: async (path, body, schema, ifMatch) => {
      const headers = { ...json, ...seen(ifMatch) };
      return readResponse(await fetchApi(path, { method: 'PATCH', headers, body: JSON.stringify(body) }), schema);
    },
    remove: async (path, schema, ifMatch) =>
      readResponse(await fetchApi(path, { method: 'DELETE', headers: { ...common, ...seen(ifMatch) } }), schema),
  };
}

const seen = (ifMatch: string | undefined) => (ifMatch === undefined ? {} : { 'if-match': ifMatch });

async function readResponse<T>(response: Response, schema: z.ZodType<T>): Promise<Answer<T>> {
  const { status, ok } = response;
  const body: unknown = await response.json();
  return ok ? { ok, status, value: schema.parse(body) } : { ok, status, refusal: refusalSchema.parse(body) };
}
