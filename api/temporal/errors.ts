import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import { z } from 'zod';
import { isFailureCode } from '../../workflows/contract/failures.ts';
import { Problem } from '../http/problem.ts';

/**
 * Calls Temporal for at most `ms`. The deadline ends a single call at the server; the race also ends the client's own pauses
 * between its retries. What was sent may still take effect.
 */
export async function withTimeout<T>(client: Client, ms: number, call: () => Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const clock = setTimeout(() => reject(new Error(`Temporal did not answer within ${ms} ms`)), ms);
    timer.signal.addEventListener('abort', () => clearTimeout(clock));
  });
  const work = client.withDeadline(Date.now() + ms, call);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

/** The server's word for an update that was accepted by a workflow which then ended without answering it. */
const ENDED_BEFORE_ANSWER = 'AcceptedUpdateCompletedWorkflow';

/** True when no workflow takes messages for the checkout: it has ended, or never was. */
export function isGone(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError || error instanceof WorkflowExecutionAlreadyStartedError) return true;
  const failure = failureOf(error);
  return failure?.type === ENDED_BEFORE_ANSWER;
}

const detailsSchema = z.object({
  remaining_cents: z.int().optional(),
  available_cents: z.int().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** The problem that a workflow refused with; null where the error is no refusal. A failure without a code of ours is thrown on. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof WorkflowUpdateFailedError)) return null;
  const failure = failureOf(error);
  if (!isFailureCode(failure?.type)) throw error;
  const details = detailsSchema.safeParse(failure?.details?.[0]);
  return new Problem(failure.type, failure.message, details.success ? details.data : {});
}

const failureOf = (error: unknown): ApplicationFailure | null =>
  error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure ? error.cause : null;
