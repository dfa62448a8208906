import { createHash, randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowUpdateStage, type Client, type WorkflowUpdateHandle } from '@temporalio/client';
import type { UpdateDefinition, Workflow } from '@temporalio/common';
import type { CheckoutRow } from '../activities/ledger/attempts.ts';
import {
  apruveEventSignal,
  openCheckoutUpdate,
  WORKFLOW_TYPE,
  type Answer,
  type ApruveEvent,
} from '../workflows/contract/messages.ts';
import { RELEASE_WORKFLOW_TYPE, releaseWorkflowId, type OrphanInput } from '../workflows/contract/orphan.ts';
import {
  RETURN_WORKFLOW_TYPE,
  returnInvoiceUpdate,
  returnWorkflowId,
  type ReturnRequest,
  type ReturnsInput,
} from '../workflows/contract/returns.ts';
import { formatMoney } from '../workflows/rules/money.ts';
import { unavailable } from './http/problem.ts';
import { bounded, isGone, problemOf } from './process-errors.ts';

/** How long a caller waits for the process: with reading the ledger it stays below 10 s in all. */
const ANSWER_WITHIN_MS = 9_500;
const SIGNAL_WITHIN_MS = 5_000;

/**
 * What came of asking the process. `accepted`: it will be done, but was not in time. `gone`: no workflow takes messages for
 * this checkout; the ledger knows whether it has ended.
 */
type Reply<A = Answer> = { kind: 'answered'; answer: A } | { kind: 'accepted' } | { kind: 'gone' };

/** The way to the workflows of all checkouts. Refusals of a workflow are thrown as the problem they are. */
export interface CheckoutProcess {
  /** Starts the workflow of a stored attempt, or finds it, and waits until it is open. */
  open(row: CheckoutRow): Promise<Reply>;
  /** Sends an update. The same `updateId` is the same update, however often it is sent. */
  ask<Args extends unknown[]>(
    checkoutId: string,
    update: UpdateDefinition<Answer, Args>,
    args: Args,
    updateId: string,
  ): Promise<Reply>;
  /** Asks for a return; its process is started where none runs. The same `requestId` is the same return. */
  giveBack(checkout: CheckoutRow, request: ReturnRequest): Promise<{ kind: 'answered' | 'accepted' }>;
  /** Passes on a verified event. */
  tell(checkoutId: string, event: ApruveEvent): Promise<'signaled' | 'gone'>;
  /** Has an order at Apruve canceled if it turns out to be nobody's. Asking twice is harmless. */
  release(orphan: OrphanInput): Promise<void>;
}

/**
 * The processes behind Temporal. Nothing is promised before an update is accepted, which is written in the history: until then
 * the answer is a 503. Left alone, the client would retry silently for longer than any caller waits.
 */
export function temporalProcess(client: Client, taskQueue: string, answerWithinMs = ANSWER_WITHIN_MS): CheckoutProcess {
  const waitForStage = WorkflowUpdateStage.ACCEPTED;
  const workflowIdConflictPolicy = 'USE_EXISTING' as const;
  return {
    open: (row) =>
      converse(client, answerWithinMs, () =>
        client.workflow.startUpdateWithStart(openCheckoutUpdate, {
          args: [{ contentHash: row.contentHash }],
          startWorkflowOperation: startOf(row, taskQueue),
          waitForStage,
        }),
      ),
    ask: (checkoutId, { name }, [first, ...rest], updateId) =>
      converse(client, answerWithinMs, () => {
        const handle = client.workflow.getHandle(checkoutId);
        return first === undefined
          ? handle.startUpdate<Answer, []>(name, { updateId, waitForStage })
          : handle.startUpdate<Answer, [unknown, ...unknown[]]>(name, { args: [first, ...rest], updateId, waitForStage });
      }),
    giveBack: async (checkout, request) => {
      const startWorkflowOperation = returnsOf(checkout, taskQueue);
      const options = { args: [request] as [ReturnRequest], startWorkflowOperation, waitForStage };
      const reply = await converse(client, answerWithinMs, () =>
        client.workflow.startUpdateWithStart(returnInvoiceUpdate, options),
      );
      return { kind: reply.kind === 'answered' && reply.answer.outcome === 'done' ? 'answered' : 'accepted' };
    },
    tell: async (checkoutId, event) => {
      try {
        await bounded(client, SIGNAL_WITHIN_MS, () => client.workflow.getHandle(checkoutId).signal(apruveEventSignal, event));
        return 'signaled';
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw unavailable('The process cannot be reached now. Send the event again.', error);
      }
    },
    release: async (orphan) => {
      const options = { workflowId: releaseWorkflowId(orphan.orderId), taskQueue, args: [orphan], workflowIdConflictPolicy };
      try {
        await bounded(client, SIGNAL_WITHIN_MS, () => client.workflow.start(RELEASE_WORKFLOW_TYPE, options));
      } catch (error) {
        throw unavailable('The process cannot be reached now. Send the event again.', error);
      }
    },
  };
}

async function converse<A>(client: Client, withinMs: number, start: () => Promise<WorkflowUpdateHandle<A>>): Promise<Reply<A>> {
  const end = Date.now() + withinMs;
  const handle = await accepted(client, withinMs, start);
  if (handle === null) return { kind: 'gone' };
  try {
    const answer = await bounded(client, Math.max(end - Date.now(), 100), () => handle.result());
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
    return await bounded(client, withinMs, start);
  } catch (error) {
    if (isGone(error)) return null;
    throw problemOf(error) ?? unavailable('The process did not take the request in time, and may yet. Send it again.', error);
  }
}

function startOf(row: CheckoutRow, taskQueue: string): WithStartWorkflowOperation<Workflow> {
  const buyer = row.customer.name ?? row.customer.email;
  const amount = formatMoney(row.amountCents, row.currency);
  const operation = new WithStartWorkflowOperation<Workflow>(WORKFLOW_TYPE, {
    workflowId: row.id,
    args: [row.input],
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowTaskTimeout: '5s',
    staticSummary: [row.merchantOrderId, amount, ...(buyer === null ? [] : [buyer])].join(' · '),
  });
  // Nobody waits for the handle of the start: its failure is the update's.
  operation.workflowHandle().catch(() => undefined);
  return operation;
}

/** The returns of a checkout are started anew whenever one is asked for and none is under way. */
function returnsOf({ id, input }: CheckoutRow, taskQueue: string): WithStartWorkflowOperation<Workflow> {
  const { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } = input.policy;
  const args: [ReturnsInput] = [{ checkoutId: id, policy: { unknownOutcomeWaitMs, stepBoundMs, stepRetryMs } }];
  const operation = new WithStartWorkflowOperation<Workflow>(RETURN_WORKFLOW_TYPE, {
    workflowId: returnWorkflowId(id),
    args,
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  operation.workflowHandle().catch(() => undefined);
  return operation;
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
