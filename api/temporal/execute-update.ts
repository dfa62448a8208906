import type { Client, WorkflowUpdateHandle } from '@temporalio/client';
import type { Answer } from '../../workflows/contract/messages.ts';
import { unavailable } from '../http/problem.ts';
import { withTimeout, isGone, problemOf } from './errors.ts';

/**
 * What came of asking the process. `accepted`: it will be done, but was not in time. `gone`: no workflow takes messages for
 * this checkout; the ledger knows whether it has ended.
 */
export type UpdateResult<A = Answer> = { kind: 'answered'; answer: A } | { kind: 'accepted' } | { kind: 'gone' };

/** Asks and waits: nothing is promised before the update is accepted, and what was accepted is told as such when time is up. */
export async function executeUpdate<A>(
  client: Client,
  withinMs: number,
  start: () => Promise<WorkflowUpdateHandle<A>>,
): Promise<UpdateResult<A>> {
  const end = Date.now() + withinMs;
  const handle = await accepted(client, withinMs, start);
  if (handle === null) return { kind: 'gone' };
  try {
    const answer = await withTimeout(client, Math.max(end - Date.now(), 100), () => handle.result());
    return { kind: 'answered', answer };
  } catch (error) {
    if (isGone(error)) return { kind: 'gone' };
    const refusal = problemOf(error);
    if (refusal !== null) throw refusal;
    return { kind: 'accepted' };
  }
}

async function accepted<A>(
  client: Client,
  withinMs: number,
  start: () => Promise<WorkflowUpdateHandle<A>>,
): Promise<WorkflowUpdateHandle<A> | null> {
  try {
    return await withTimeout(client, withinMs, start);
  } catch (error) {
    if (isGone(error)) return null;
    throw problemOf(error) ?? unavailable('The process did not take the request in time, and may yet. Send it again.', error);
  }
}
