import { z, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Scope } from '../../activities/ledger/http-api/api-keys.ts';
import { FAILURES, type FailureCode } from '../../workflows/contract/failures.ts';
import { requireScope } from './identity/authenticate.ts';
import { SHOWN_TO } from './identity/shown-to.ts';
import type { AppEnv } from './app-env.ts';
import { PROBLEM_TYPE, problemSchema } from './problem.ts';

export const SECURITY_SCHEME = 'key';

/** What a 202 says, wherever a call can answer one. */
export const PENDING = 'Apruve does not answer; the process goes on. `Location` leads to the checkout.';

/** What a route needs of its caller. Every route under `/v1` has it; the application refuses to start with one that has not. */
export function needs(scope: Scope): { security: [{ [SECURITY_SCHEME]: [Scope] }]; middleware: MiddlewareHandler<AppEnv> } {
  return { security: [{ [SECURITY_SCHEME]: [scope] }], middleware: requireScope(scope) };
}

/** The same for what is the caller's own, which a viewer may change, too. */
export const ownOf = (scope: Scope) => ({ ...needs(scope), middleware: requireScope(scope, 'own') });

/** An answer in JSON, as the document shows it. */
export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** A body in JSON. */
export const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: { 'application/json': { schema } } });

/** A body that may be left out. */
export const optionalBody = <S extends z.ZodType>(schema: S) => ({ content: { 'application/json': { schema } } });

interface ProblemContent {
  schema: typeof problemSchema;
  examples: Record<string, { $ref: string }>;
}
type ProblemAnswers = Record<number, { description: string; content: { [PROBLEM_TYPE]: ProblemContent } }>;

/** What every call can answer, whatever it does. */
const EVERYWHERE: readonly FailureCode[] = [
  'not-json',
  'unauthorized',
  'forbidden',
  'method-not-allowed',
  'payload-too-large',
  'unsupported-media-type',
  'invalid-request',
  'rate-limited',
  'internal-error',
  'unavailable',
];

/** The problems that a route can answer, those of all routes included, by status, for the document. */
export function problems(...codes: FailureCode[]): ProblemAnswers {
  const all = [...new Set([...EVERYWHERE, ...codes])];
  const answers: ProblemAnswers = {};
  for (const { status, names } of byStatus(all)) {
    const description = names.map((code) => `\`${code}\`: ${FAILURES[code].title}`).join('; ');
    answers[status] = { description, content: { [PROBLEM_TYPE]: { schema: problemSchema, examples: exampleOf(...names) } } };
  }
  return answers;
}

/** The examples of problems, which the document has once. */
export const exampleOf = (...codes: FailureCode[]): ProblemContent['examples'] =>
  Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));

function byStatus(codes: readonly FailureCode[]): { status: number; names: FailureCode[] }[] {
  const statuses = [...new Set(codes.map((code) => FAILURES[code].status))].sort((a, b) => a - b);
  return statuses.map((status) => ({ status, names: codes.filter((code) => FAILURES[code].status === status) }));
}

/** `Idempotency-Key`, on every POST; the middleware reads it, the document shows it. */
export const idempotencyHeader = z.object({
  'idempotency-key': z.string().optional().openapi({
    description: 'Up to 255 characters. The first outcome is kept for 30 days and answered to every repeat of the same request.',
  }),
  [SHOWN_TO]: z.string().optional().openapi({
    description: '`person` where somebody reads the answer at once: then a refusal by Apruve needs no `attention` besides.',
  }),
});

/** `If-Match`, on every action: what the caller has seen of the checkout. */
export const ifMatchHeader = z.object({
  'if-match': z.string().optional().openapi({
    description: 'The `version` of the checkout that you have seen: with another one by now, nothing is done (412 `changed`).',
  }),
});

/** `If-Match` of a channel. */
export const ifMatchOfChannel = z.object({
  'if-match': z.string().optional().openapi({
    description: 'The `version` of the channel that you have seen: with another one by now, nothing is done (412 `changed`).',
  }),
});

/** The headers of an action on a checkout. */
export const actionHeaders = idempotencyHeader.extend(ifMatchHeader.shape);

/** The documented routes of an application. */
export const routesOf = ({ openAPIRegistry }: OpenAPIHono<AppEnv>): RouteConfig[] =>
  openAPIRegistry.definitions.flatMap((definition) => (definition.type === 'route' ? [definition.route] : []));

/** Throws where a route under `/v1` names no scope: closed by default. */
export function assertScoped(routes: readonly RouteConfig[]): void {
  const open = routes.filter(({ path, security }) => path.startsWith('/v1/') && security === undefined);
  if (open.length > 0) throw new Error(`These routes name no scope: ${open.map(({ path }) => path).join(', ')}`);
}
