import { z } from '@hono/zod-openapi';
import { FAILURE_CODES, FAILURES, type FailureCode } from '../../workflows/contract/failures.ts';
import { dependentsSchema, type DependentsView } from './dependents.ts';
import { toStorable } from '../../workflows/contract/text.ts';

/** Everything that a refusal tells beside its code and its sentence. */
export interface ProblemDetails {
  remaining_cents?: number | undefined;
  available_cents?: number | undefined;
  /** In place of the usual status of its code: 404 where a read shows what is not there. */
  status?: 404 | undefined;
  errors?: readonly { path: string; message: string }[] | undefined;
  /** What hangs on what was to be deleted. */
  dependents?: DependentsView | undefined;
  /** Header fields of the answer, such as `Retry-After`. */
  headers?: Record<string, string> | undefined;
  cause?: unknown;
}

/** A refusal on its way out. Thrown anywhere below a route, answered as `application/problem+json` by `onError` alone. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: FailureCode;
  readonly details: ProblemDetails;

  /** `detail` is for the reader of this one answer: what was expected, what came, what to do. */
  constructor(code: FailureCode, detail: string, details: ProblemDetails = {}) {
    super(detail, { cause: details.cause });
    this.code = code;
    this.details = details;
  }
}

export const PROBLEM_TYPE = 'application/problem+json';

/** A code of the table of failures, as the document shows it. */
export const failureCode = z
  .string()
  .openapi('Code', { enum: [...FAILURE_CODES], description: 'Stable; programs decide by it. More may be added.' });

/** The body of every error (RFC 9457); `type` leads to a page that explains the code. */
export const problemSchema = z
  .object({
    type: z.string().openapi({ example: '/problems/order-conflict' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: failureCode,
    request_id: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .openapi({ description: 'What is wrong with the input.' }),
    remaining_cents: z.int().optional().openapi({ description: 'With `credit-exceeded`: what may still be invoiced.' }),
    available_cents: z
      .int()
      .optional()
      .openapi({ description: "With `insufficient-credit` and `refused-by-apruve`: the buyer's free credit." }),
    dependents: dependentsSchema.optional(),
  })
  .openapi('Problem');
export type ProblemBody = z.infer<typeof problemSchema>;

/** The HTTP status that a problem is answered with. */
export const statusOf = ({ code, details }: Pick<Problem, 'code' | 'details'>) => details.status ?? FAILURES[code].status;

/** It quotes what came, and is kept under an idempotency key: its texts are storable. */
export function problemBody({ code, message, details }: Problem, requestId: string): ProblemBody {
  const { remaining_cents, available_cents, dependents, errors = [] } = details;
  return {
    type: `/problems/${code}`,
    title: FAILURES[code].title,
    status: statusOf({ code, details }),
    detail: toStorable(message),
    code,
    request_id: requestId,
    errors: errors.map((each) => ({ path: toStorable(each.path), message: toStorable(each.message) })),
    ...(remaining_cents !== undefined && { remaining_cents }),
    ...(available_cents !== undefined && { available_cents }),
    ...(dependents !== undefined && { dependents }),
  };
}

/** The answer when a part that we need is down, or did not answer in time: nothing is promised, try again. */
export const unavailable = (detail: string, cause?: unknown): Problem =>
  new Problem('unavailable', detail, { headers: { 'retry-after': '2' }, cause });
