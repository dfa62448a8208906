import type { LookupFunction } from 'node:net';
import { asyncLocalStorage } from '@temporalio/activity';
import { Agent, EnvHttpProxyAgent, errors, request, type Dispatcher } from 'undici';
import { ApruveError, apruveWords, type Effect } from './errors.ts';
import type { ApruveRequest } from './requests.ts';
import { cutText, parseStorable, toStorable } from '../../workflows/contract/text.ts';

/** For one call. The start-to-close time-outs are sized by it, so that a late answer is ours to judge, not Temporal’s. */
export const HTTP_TIMEOUT_MS = 8_000;

export interface ApruveAnswer {
  status: number;
  body: unknown;
}

type Method = ApruveRequest<unknown>['method'];

export interface ApruveHttp {
  (method: Method, path: string, body?: unknown): Promise<ApruveAnswer>;
}

/** Far above a page of 25 invoices with 500 lines each. */
const LARGEST_ANSWER = 32 * 1_024 * 1_024;

/**
 * One pool of connections for all channels; through a proxy where one is given, but for the hosts it excepts. `lookup`: how names are
 * resolved, where that is not left to the proxy.
 */
export function createDispatcher(proxy: { url: string; except: string } | null, lookup?: LookupFunction): Dispatcher {
  const bounds = {
    connect: { timeout: 3_000, ...(lookup && { lookup }) },
    headersTimeout: HTTP_TIMEOUT_MS,
    bodyTimeout: HTTP_TIMEOUT_MS,
    maxResponseSize: LARGEST_ANSWER,
  };
  if (proxy === null) return new Agent(bounds);
  return new EnvHttpProxyAgent({ ...bounds, httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: proxy.except });
}

export interface HttpOptions {
  origin: string;
  apiKey: string;
  dispatcher: Dispatcher;
  clock: () => Date;
}

/** Calls Apruve's REST API v4 below `origin` with one merchant's key. Answers 2xx; everything else is an `ApruveError`. */
export function createApruveHttp({ origin, apiKey, dispatcher, clock }: HttpOptions): ApruveHttp {
  const headers = { 'apruve-api-key': apiKey.trim(), accept: 'application/json', 'user-agent': 'apruve-checkout' };
  return async (method, path, body) => {
    const answer = await exchange(method, `${origin}/api/v4${path}`, headers, body, dispatcher);
    return acceptOrThrow(method, path, answer, clock());
  };
}

interface RawAnswer extends ApruveAnswer {
  retryAfter: string | undefined;
  json: boolean;
}

async function exchange(
  method: Method,
  url: string,
  headers: Record<string, string>,
  body: unknown,
  dispatcher: Dispatcher,
): Promise<RawAnswer> {
  try {
    const sent = method === 'GET' ? null : JSON.stringify(body ?? {});
    const answer = await request(url, {
      method,
      headers: sent === null ? headers : { ...headers, 'content-type': 'application/json' },
      body: sent,
      dispatcher,
      signal: givesUp(method),
    });
    const text = await readAnswerBody(answer);
    const retryAfter = answer.headers['retry-after'];
    return {
      status: answer.statusCode,
      ...parseAnswer(text),
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    };
  } catch (cause) {
    throw new ApruveError('unreachable', `Apruve did not answer ${method} ${new URL(url).pathname}: ${describeCause(cause)}`, {
      effect: wasSent(cause) ? 'pending' : 'none',
      cause,
    });
  }
}

/**
 * When a call is given up: in any case after its time-out. A read also once its activity is canceled, as when the worker has to stop; a
 * write is waited for, because its answer says what was done.
 */
function givesUp(method: Method): AbortSignal {
  const late = AbortSignal.timeout(HTTP_TIMEOUT_MS);
  const canceled = method === 'GET' ? asyncLocalStorage.getStore()?.cancellationSignal : undefined;
  return canceled === undefined ? late : AbortSignal.any([late, canceled]);
}

/** The body of an answer. A 4xx has said no with its status alone, so it counts as a refusal where its body breaks off. */
async function readAnswerBody({ statusCode, body }: Dispatcher.ResponseData): Promise<string> {
  try {
    return await body.text();
  } catch (error) {
    if (statusCode >= 400 && statusCode < 500) return '';
    throw error;
  }
}

/** How much of a body that is not JSON is kept. */
const MAX_TEXT = 2_000;

function parseAnswer(text: string): { body: unknown; json: boolean } {
  try {
    return { body: parseStorable(text), json: true };
  } catch {
    return { body: cutText(toStorable(text), MAX_TEXT), json: false };
  }
}

function acceptOrThrow(method: Method, path: string, { status, body, json, retryAfter }: RawAnswer, now: Date): ApruveAnswer {
  const where = withoutQuery(path);
  const message = `${method} ${where} was answered ${status}`;
  if (status >= 200 && status < 300) {
    if (json) return { status, body };
    throw new ApruveError('unreadable', `Apruve answered ${status} with something that is not JSON`, {
      status,
      body,
      effect: 'done-or-not',
    });
  }
  if (status === 401 || status === 403)
    throw new ApruveError('auth', `Apruve refused the API key: ${apruveWords(body)}`, { status, body });
  if (status === 404) throw new ApruveError('not-found', `Apruve does not know ${where}`, { status, body });
  if (status === 408 || status === 429 || status >= 500) {
    throw new ApruveError('unreachable', message, {
      status,
      body,
      effect: effectOf(status),
      retryAfterMs: retryAfterMs(retryAfter, now),
    });
  }
  throw new ApruveError('refused', apruveWords(body), { status, body });
}

/** A query can name a buyer; messages go to logs. */
const withoutQuery = (path: string): string => path.replace(/\?.*/, '');

/** 429 was not worked on; a gateway that lost its server (502, 504, 408) says nothing about what still runs behind it. */
function effectOf(status: number): Effect {
  if (status === 429) return 'none';
  return status === 408 || status === 502 || status === 504 ? 'pending' : 'done-or-not';
}

/**
 * `Retry-After` in ms, from seconds or a date; null when absent or unreadable. "Now" is null too: our own pauses then hold, and
 * Temporal would take a delay of nothing for "never again".
 */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? Math.round(seconds * 1_000) : Date.parse(header) - now.getTime();
  return ms > 0 ? ms : null;
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** False only where it is certain that the request never left: then nothing can have happened at Apruve. */
function wasSent(cause: unknown): boolean {
  if (cause instanceof errors.ConnectTimeoutError) return false;
  if (cause instanceof AggregateError) return cause.errors.some(wasSent);
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return !(typeof code === 'string' && NEVER_SENT.has(code));
}

/** Why no answer came, in a few words. */
export function describeCause(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(describeCause).join(', ');
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
