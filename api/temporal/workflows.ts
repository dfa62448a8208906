import { createHash, randomUUID } from 'node:crypto';
import { WorkflowUpdateStage, type Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { apruveEventSignal, openCheckoutUpdate, type Answer, type ApruveEvent } from '../../workflows/contract/messages.ts';
import { NOTIFY_WORKFLOW_TYPE, notifyStart } from '../../workflows/contract/notify.ts';
import { RELEASE_WORKFLOW_TYPE, releaseStart, type OrphanInput } from '../../workflows/contract/orphan.ts';
import { returnInvoiceUpdate, type ReturnRequest } from '../../workflows/contract/returns.ts';
import { unavailable } from '../http/problem.ts';
import { executeUpdate, type UpdateResult } from './execute-update.ts';
import { withTimeout, isGone } from './errors.ts';
import { returnsOf, startOf } from './starts.ts';

/** How long a caller waits for the process: with reading the ledger it stays below 10 s in all. */
const ANSWER_WITHIN_MS = 9_500;
const SIGNAL_WITHIN_MS = 5_000;

/** The way to the workflows of all checkouts. Refusals of a workflow are thrown as the problem they are. */
export interface Workflows {
  /** Starts the workflow of a stored attempt, or finds it, and waits until it is open. */
  open(row: CheckoutRow): Promise<UpdateResult>;
  /** Sends an update. The same `updateId` is the same update, however often it is sent. */
  update<Args extends unknown[]>(
    checkoutId: string,
    update: UpdateDefinition<Answer, Args>,
    args: Args,
    updateId: string,
  ): Promise<UpdateResult>;
  /** Asks for a return; its process is started where none runs. The same `requestId` is the same return. */
  requestReturn(checkout: CheckoutRow, request: ReturnRequest): Promise<{ kind: 'answered' | 'accepted' }>;
  /** Passes on a verified event. */
  signalEvent(checkoutId: string, event: ApruveEvent): Promise<'signaled' | 'gone'>;
  /** Has what waits in a checkout's outbox sent at once, whatever pause its sender is in. */
  wakeNotifications(checkoutId: string): Promise<void>;
  /** Has an order at Apruve canceled if it turns out to be nobody's. Asking twice is harmless. */
  releaseOrder(orphan: OrphanInput): Promise<void>;
}

/**
 * The processes behind Temporal. Nothing is promised before an update is accepted, which is written in the history: until then
 * the answer is a 503. Left alone, the client would retry silently for longer than any caller waits.
 */
export function temporalWorkflows(client: Client, taskQueue: string, answerWithinMs = ANSWER_WITHIN_MS): Workflows {
  const waitForStage = WorkflowUpdateStage.ACCEPTED;
  return {
    open: (row) =>
      executeUpdate(client, answerWithinMs, () =>
        client.workflow.startUpdateWithStart(openCheckoutUpdate, {
          args: [{ contentHash: row.contentHash }],
          startWorkflowOperation: startOf(row, taskQueue),
          waitForStage,
        }),
      ),
    update: (checkoutId, { name }, [first, ...rest], updateId) =>
      executeUpdate(client, answerWithinMs, () => {
        const handle = client.workflow.getHandle(checkoutId);
        return first === undefined
          ? handle.startUpdate<Answer, []>(name, { updateId, waitForStage })
          : handle.startUpdate<Answer, [unknown, ...unknown[]]>(name, { args: [first, ...rest], updateId, waitForStage });
      }),
    requestReturn: (checkout, request) => requestReturn(client, taskQueue, answerWithinMs, checkout, request),
    signalEvent: (checkoutId, event) => signalEvent(client, checkoutId, event),
    wakeNotifications: (checkoutId) => wakeNotifications(client, taskQueue, checkoutId),
    releaseOrder: (orphan) => releaseOrder(client, taskQueue, orphan),
  };
}

async function requestReturn(client: Client, taskQueue: string, withinMs: number, checkout: CheckoutRow, request: ReturnRequest) {
  const args: [ReturnRequest] = [request];
  const options = { args, startWorkflowOperation: returnsOf(checkout, taskQueue), waitForStage: WorkflowUpdateStage.ACCEPTED };
  const reply = await executeUpdate(client, withinMs, () => client.workflow.startUpdateWithStart(returnInvoiceUpdate, options));
  const isDone = reply.kind === 'answered' && reply.answer.outcome === 'done';
  return { kind: isDone ? ('answered' as const) : ('accepted' as const) };
}

async function signalEvent(client: Client, checkoutId: string, event: ApruveEvent): Promise<'signaled' | 'gone'> {
  try {
    await withTimeout(client, SIGNAL_WITHIN_MS, () => client.workflow.getHandle(checkoutId).signal(apruveEventSignal, event));
    return 'signaled';
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw unavailable('The process cannot be reached now. Send the event again.', error);
  }
}

async function wakeNotifications(client: Client, taskQueue: string, checkoutId: string): Promise<void> {
  const options = { ...notifyStart(checkoutId, { atOnce: true }), taskQueue };
  try {
    await withTimeout(client, SIGNAL_WITHIN_MS, () => client.workflow.signalWithStart(NOTIFY_WORKFLOW_TYPE, options));
  } catch (error) {
    throw unavailable('The notification waits, but its sender cannot be reached now. Resend it again.', error);
  }
}

async function releaseOrder(client: Client, taskQueue: string, orphan: OrphanInput): Promise<void> {
  const options = { ...releaseStart(orphan), taskQueue };
  try {
    await withTimeout(client, SIGNAL_WITHIN_MS, () => client.workflow.start(RELEASE_WORKFLOW_TYPE, options));
  } catch (error) {
    throw unavailable('The process cannot be reached now. Send the event again.', error);
  }
}

/**
 * The id of an update: the same for a repeat under the same idempotency key of the same caller, new otherwise. Temporal
 * takes updates for the same by their id alone, so the update's name and the checkout are part of it.
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
