import type { Client, WorkflowUpdateHandle } from '@temporalio/client';
import { z } from 'zod';
import { isFailureCode, type FailureCode } from '../../../workflows/contract/failures.ts';
import type { Answer } from '../../../workflows/contract/messages.ts';
import { failureOf, isFull, isGone, reach, WorkflowsUnreachable } from './reach.ts';

const detailsSchema = z.object({
  remaining_cents: z.int().optional(),
  available_cents: z.int().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** Why a workflow refused an update: a code of `FAILURES`, a sentence, and the numbers that belong to it. */
export interface UpdateRefusal {
  kind: 'refused';
  code: FailureCode;
  message: string;
  details: z.output<typeof detailsSchema>;
}

/**
 * How an update ended. `accepted`: the workflow will do it, but was not done in time. `gone`: no workflow takes messages for this
 * checkout; the ledger knows whether it has ended.
 */
export type UpdateResult<A = Answer> = { kind: 'answered'; answer: A } | { kind: 'accepted' } | { kind: 'gone' } | UpdateRefusal;

/** Sending it again would not help: it is no accident of this moment. */
const FULL: UpdateRefusal = {
  kind: 'refused',
  code: 'process-full',
  message:
    "Temporal lets the process of a checkout take a limited number of requests, and this one has had them all. Events of Apruve's and deadlines still reach it; an operator has to do the rest in Temporal.",
  details: {},
};

/** The least time to wait for the answer, even where accepting the update took nearly all of it. */
const ANSWER_AT_LEAST_MS = 100;

/**
 * Sends an update and waits for its answer, `withinMs` in all. An update counts only once it is accepted, because it is in the
 * history from then on: before that the call throws `WorkflowsUnreachable`.
 */
export async function executeUpdate<A>(
  client: Client,
  withinMs: number,
  start: () => Promise<WorkflowUpdateHandle<A>>,
): Promise<UpdateResult<A>> {
  const end = Date.now() + withinMs;
  try {
    const handle = await reach(client, withinMs, start);
    return await answered(client, Math.max(end - Date.now(), ANSWER_AT_LEAST_MS), handle);
  } catch (error) {
    if (isGone(error)) return { kind: 'gone' };
    return isFull(error) ? FULL : refusalIn(error);
  }
}

async function answered<A>(client: Client, withinMs: number, handle: WorkflowUpdateHandle<A>): Promise<UpdateResult<A>> {
  try {
    return { kind: 'answered', answer: await reach(client, withinMs, () => handle.result()) };
  } catch (error) {
    if (error instanceof WorkflowsUnreachable) return { kind: 'accepted' };
    throw error;
  }
}

/** Throws the error again where it is no refusal, or one without a code of our table. */
function refusalIn(error: unknown): UpdateRefusal {
  const failure = failureOf(error);
  if (!isFailureCode(failure?.type)) throw error;
  const details = detailsSchema.safeParse(failure?.details?.[0]);
  return { kind: 'refused', code: failure.type, message: failure.message, details: details.success ? details.data : {} };
}
