import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';

/** Temporal did not answer in time, or failed. The call may have taken effect all the same: send it again. */
export class WorkflowsUnreachable extends Error {
  override readonly name = 'WorkflowsUnreachable';
}

/**
 * Calls Temporal for at most `ms` and throws `WorkflowsUnreachable` when it does not get through. Refusals of a workflow, and
 * that no workflow runs (`isGone`), are thrown as they are.
 *
 * The deadline ends a single call at the server. The race also ends the pauses between the client's own retries, which would
 * otherwise outlast every caller.
 */
export async function reach<T>(client: Client, ms: number, call: () => Promise<T>): Promise<T> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error(`Temporal did not answer within ${ms} ms`)), ms);
  });
  const work = client.withDeadline(Date.now() + ms, call);
  // The race may have been decided before it fails.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    if (isGone(error) || error instanceof WorkflowUpdateFailedError) throw error;
    throw new WorkflowsUnreachable('The workflows cannot be reached now.', { cause: error });
  } finally {
    clearTimeout(clock);
  }
}

/** The server's word for an update that was accepted by a workflow which then ended without answering it. */
const ENDED_BEFORE_ANSWER = 'AcceptedUpdateCompletedWorkflow';

/** True when no workflow takes messages: it has ended, or never was. */
export function isGone(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError || error instanceof WorkflowExecutionAlreadyStartedError) return true;
  return failureOf(error)?.type === ENDED_BEFORE_ANSWER;
}

/**
 * True when the workflow has taken as many updates as Temporal allows one, 2,000 by default. Temporal says FAILED_PRECONDITION then, as it
 * does for things that pass; only its words tell them apart.
 */
export function isFull(error: unknown): boolean {
  const { code, details }: { code?: unknown; details?: unknown } = rootOf(error);
  return code === FAILED_PRECONDITION && typeof details === 'string' && details.includes('total number of distinct updates');
}

/** The error that all the others were made from. */
const rootOf = (error: unknown): object =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : Object(error);

/** Of gRPC. */
const FAILED_PRECONDITION = 9;

/** The failure that a workflow answered an update with; null where the error is something else. */
export const failureOf = (error: unknown): ApplicationFailure | null =>
  error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure ? error.cause : null;
