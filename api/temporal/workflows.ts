import { createHash, randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { Answer } from '../../workflows/contract/messages.ts';
import { createWorkflowClient, type WorkflowClient } from '../../worker/platform/workflow-client/client.ts';
import type { UpdateRefusal, UpdateResult } from '../../worker/platform/workflow-client/execute-update.ts';
import type { EndedCheckoutRef } from '../../worker/platform/workflow-client/starts.ts';
import { WorkflowsUnreachable } from '../../worker/platform/workflow-client/reach.ts';
import { Problem, unavailable } from '../http/problem.ts';

/** How long a caller waits for the process. With the reads of the ledger a request stays below 10 s. */
const ANSWER_WITHIN_MS = 9_500;
const CALL_WITHIN_MS = 5_000;

/** An update that was not refused: see `UpdateResult`. */
type Reply<A = Answer> = Exclude<UpdateResult<A>, UpdateRefusal>;

/** The workflows as routes use them. Refusals, and a Temporal that does not answer in time, are thrown as problems. */
export interface Workflows extends Pick<
  WorkflowClient,
  'signalEvent' | 'signalAfterEnd' | 'releaseOrder' | 'checkChannel' | 'readCredit' | 'testReceiver' | 'registerWebhook'
> {
  open(...args: Parameters<WorkflowClient['open']>): Promise<Reply>;
  update<Args extends unknown[]>(
    checkoutId: string,
    update: UpdateDefinition<Answer, Args>,
    args: Args,
    updateId: string,
  ): Promise<Reply>;
  /** The same for a checkout that has ended. */
  updateAfterEnd<Args extends unknown[]>(
    checkout: EndedCheckoutRef,
    update: UpdateDefinition<Answer, Args>,
    args: Args,
    updateId: string,
  ): Promise<Reply>;
  /** Resolves when the return is accepted; the ledger says whether it is made. */
  requestReturn(...args: Parameters<WorkflowClient['requestReturn']>): Promise<void>;
}

const NOT_ACCEPTED = 'The process did not accept the request in time, but still may. Send it again.';
const NOT_CHECKED = 'No worker has checked the channel in time. Check it again.';
const NOT_READ = 'No worker has read the credit in time. Ask again, or offer the method without it.';
const NOT_REGISTERED = 'No worker has registered the address in time, but one still may. Look at the channel again.';
const NOT_TESTED = 'No worker has sent the test notification in time. Send it again.';
const NOT_SIGNALED = 'The process cannot be reached now. Send the event again.';

/** The workflows of one task queue, with the API's time limits. */
export function temporalWorkflows(client: Client, taskQueue: string, answerWithinMs = ANSWER_WITHIN_MS): Workflows {
  const workflows = createWorkflowClient(client, taskQueue, { updateMs: answerWithinMs, callMs: CALL_WITHIN_MS });
  return {
    open: async (checkout) => notRefused(await reached(workflows.open(checkout), NOT_ACCEPTED)),
    update: async (...args) => notRefused(await reached(workflows.update(...args), NOT_ACCEPTED)),
    updateAfterEnd: async (...args) => notRefused(await reached(workflows.updateAfterEnd(...args), NOT_ACCEPTED)),
    requestReturn: async (checkout, request) => {
      notRefused(await reached(workflows.requestReturn(checkout, request), NOT_ACCEPTED));
    },
    signalEvent: (checkoutId, event) => reached(workflows.signalEvent(checkoutId, event), NOT_SIGNALED),
    signalAfterEnd: (checkout, event) => reached(workflows.signalAfterEnd(checkout, event), NOT_SIGNALED),
    checkChannel: (channel) => reached(workflows.checkChannel(channel), NOT_CHECKED),
    readCredit: (question) => reached(workflows.readCredit(question), NOT_READ),
    registerWebhook: (...args) => reached(workflows.registerWebhook(...args), NOT_REGISTERED),
    testReceiver: (...args) => reached(workflows.testReceiver(...args), NOT_TESTED),
    releaseOrder: (orphan) => reached(workflows.releaseOrder(orphan), NOT_SIGNALED),
  };
}

function notRefused<A>(result: UpdateResult<A>): Reply<A> {
  if (result.kind === 'refused') throw new Problem(result.code, result.message, result.details);
  return result;
}

async function reached<T>(asking: Promise<T>, sentence: string): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw error instanceof WorkflowsUnreachable ? unavailable(sentence, error) : error;
  }
}

/**
 * The id of an update: the same for a repeat under the same idempotency key of the same caller, random without a key. Temporal
 * distinguishes updates by their id alone, so the id covers the update's name and the checkout.
 */
export function updateIdOf(
  update: { name: string },
  checkoutId: string,
  idempotency: { apiKeyId: string; key: string } | null,
): string {
  if (idempotency === null) return randomUUID();
  return createHash('sha256')
    .update(JSON.stringify([update.name, checkoutId, idempotency.apiKeyId, idempotency.key]))
    .digest('hex');
}
