import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { AppEnv } from './app-env.ts';
import { isDatabaseDown } from './database-down.ts';
import './faults.ts';
import { loggable } from './loggable.ts';
import { Problem, PROBLEM_TYPE, problemBody, statusOf, unavailable } from './problem.ts';

/** The one place where an error becomes an answer. An unexpected error is logged whole and answered as `internal-error`. */
export const onError: ErrorHandler<AppEnv> = (error, c) => answerProblem(c, toProblem(error, c));

export function answerProblem(c: Context<AppEnv>, problem: Problem): Response {
  for (const [name, value] of Object.entries(problem.details.headers ?? {})) c.header(name, value);
  const status: ContentfulStatusCode = statusOf(problem);
  const body = problemBody(problem, c.get('requestId'));
  c.set('problem', body);
  return c.body(JSON.stringify(body), status, { 'content-type': PROBLEM_TYPE });
}

function toProblem(error: Error, c: Context<AppEnv>): Problem {
  if (error instanceof Problem) {
    if (error.cause !== undefined) c.get('log').warn({ ...loggable(error.cause), code: error.code }, error.message);
    return error;
  }
  if (error instanceof HTTPException) return ofHttpException(error);
  if (isDatabaseDown(error)) {
    c.get('log').warn(loggable(error), 'the database does not answer');
    return unavailable('The database does not answer. Nothing is lost; send the request again.');
  }
  c.get('log').error(loggable(error), 'unexpected error');
  return new Problem('internal-error', 'This is a fault of ours. Quote the request_id when you report it.');
}

/** Refusals by Hono's own parts, most of them of a body. */
function ofHttpException(error: HTTPException): Problem {
  if (error.status === 415) return new Problem('unsupported-media-type', 'Send the body with "Content-Type: application/json".');
  if (error.status === 413) return new Problem('payload-too-large', 'Send a smaller body.');
  if (error.status === 403) return new Problem('forbidden', error.message);
  if (error.status === 400) return new Problem('not-json', 'The body is not valid JSON.');
  return new Problem('internal-error', 'This is a fault of ours. Quote the request_id when you report it.', { cause: error });
}

/** A body can have thousands of unknown fields; whoever mends these sees the others next. */
const MOST_ERRORS = 100;

/** What a body, a path or a query did not fulfil, as a 422 that lists the faults. */
export function invalidRequest(error: z.ZodError): Problem {
  const all = error.issues.flatMap(problemErrors);
  const [first] = all;
  const errors = all.slice(0, MOST_ERRORS);
  const more = all.length > 1 ? ` (and ${all.length - 1} more)` : '';
  const detail = first === undefined ? 'The request is not valid.' : `${first.path || 'The body'}: ${first.message}${more}`;
  return new Problem('invalid-request', detail, { errors });
}

function problemErrors(issue: z.core.$ZodIssue): { path: string; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path: path.join('.'), message }));
  if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not a known field' }));
}

/** Where a request matches its route but not its schema: zod-openapi's hook for all routes. */
export function refuseInvalid(result: { success: true } | { success: false; error: z.ZodError }): void {
  if (!result.success) throw invalidRequest(result.error);
}
