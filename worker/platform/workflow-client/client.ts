import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { apruveEventSignal, WORKFLOW_TYPE, type Answer, type ApruveEvent } from '../../../workflows/contract/messages.ts';
import {
  REGISTER_WEBHOOK_WORKFLOW_TYPE,
  registerWebhookStart,
  type WebhookRegistration,
} from '../../../workflows/contract/webhook-registration.ts';
import {
  receiverSignal,
  TEST_RECEIVER_WORKFLOW_TYPE,
  testReceiverStart,
  type ReceiverNews,
  type ReceiverTest,
} from '../../../workflows/contract/receiver.ts';
import {
  FIND_ORPHANS_WORKFLOW_TYPE,
  findOrphansStart,
  RELEASE_WORKFLOW_TYPE,
  releaseStart,
  type OrphanInput,
  type OrphanSearch,
} from '../../../workflows/contract/orphan.ts';
import { CHECK_CHANNEL_WORKFLOW_TYPE, checkChannelStart, type ChannelCheck } from '../../../workflows/contract/channel-check.ts';
import {
  READ_CREDIT_WORKFLOW_TYPE,
  readCreditStart,
  type CreditAnswer,
  type CreditQuestion,
} from '../../../workflows/contract/credit.ts';
import type { NewAttention } from '../../../workflows/contract/checkout.ts';
import {
  attentionSignal,
  handOverSignal,
  RETURN_WORKFLOW_TYPE,
  type HandOver,
  type ReturnAnswer,
  type ReturnRequest,
} from '../../../workflows/contract/returns.ts';
import type { Jams } from '../../../workflows/contract/jams.ts';
import { isWaitingFor } from './describe-process.ts';
import type { UpdateResult } from './execute-update.ts';
import { findJams } from './find-jams.ts';
import { isGone, reach } from './reach.ts';
import { allRunning, listAmong, runningAmong } from './running.ts';
import { scheduleReconciliation } from './reconcile-schedule.ts';
import { checkoutOptions, returnsOptions, type EndedCheckoutRef, type StoredCheckout } from './starts.ts';
import { updates } from './updates.ts';

/** How long a call may take, in milliseconds. */
export interface TimeLimits {
  /** An update, until its answer. */
  updateMs: number;
  /** Every other call, until Temporal has taken it. */
  callMs: number;
}

/**
 * The only way to the workflows, for API and worker alike. Every call ends within its time limit; one that does not get through
 * throws `WorkflowsUnreachable`. Repeating a call is harmless.
 */
export interface WorkflowClient {
  /** Starts the workflow of a stored attempt, or finds it, and waits until it is open. */
  open(checkout: StoredCheckout): Promise<UpdateResult>;
  /** Starts the workflow of an adopted checkout, or finds it; one that has ended stays as it is. */
  begin(checkout: StoredCheckout): Promise<void>;
  /** Sends an update. The same `updateId` is the same update, however often it is sent. */
  update<Args extends unknown[]>(
    checkoutId: string,
    update: UpdateDefinition<Answer, Args>,
    args: Args,
    updateId: string,
  ): Promise<UpdateResult>;
  /** Asks for a return, whose workflow is started where none runs. The same `requestId` is the same return. */
  requestReturn(checkout: EndedCheckoutRef, request: ReturnRequest): Promise<UpdateResult<ReturnAnswer>>;
  /** Sends an update to the process that goes on with a checkout after its end, which is started where none runs. */
  updateAfterEnd<Args extends unknown[]>(
    checkout: EndedCheckoutRef,
    update: UpdateDefinition<Answer, Args>,
    args: Args,
    updateId: string,
  ): Promise<UpdateResult>;
  /** Passes a verified event on to that process. */
  signalAfterEnd(checkout: EndedCheckoutRef, event: ApruveEvent): Promise<void>;
  /** Hands over to it what the process of the checkout has left. */
  handOver(checkout: EndedCheckoutRef, left: HandOver): Promise<void>;
  /** Passes on a verified event of Apruve. False where no workflow runs that could receive it. */
  signalEvent(checkoutId: string, event: ApruveEvent): Promise<boolean>;
  /** Says whether the shop's receiver takes notifications. False where no workflow runs that could receive it. */
  signalReceiver(checkoutId: string, news: ReceiverNews): Promise<boolean>;
  /** Shows an attention on a running checkout. False where no workflow runs that could receive it. */
  signalAttention(checkoutId: string, attention: NewAttention): Promise<boolean>;
  /** Starts the release of an order at Apruve that no checkout needs; one that runs already is joined. */
  releaseOrder(orphan: OrphanInput): Promise<void>;
  /** Starts a search for orders at Apruve that no checkout needs. */
  findOrphans(search: OrphanSearch): Promise<void>;
  isRunning(checkoutId: string): Promise<boolean>;
  /** Those of at most a hundred checkouts whose workflow runs. */
  runningAmong(checkoutIds: readonly string[]): Promise<Set<string>>;
  /** How many processes of checkouts run, as Temporal's list has it. */
  countRunning(): Promise<number>;
  /** Their ids. With very many this takes longer than other calls. */
  listRunning(): Promise<ReadonlySet<string>>;
  /** True while a workflow waits for a call of an activity. */
  isWaitingFor(workflowId: string, activity: string): Promise<boolean>;
  /** What does not go on; of what was ended, what was ended since then. */
  findJams(since: Date): Promise<Jams>;
  /** Has a worker ask Apruve for a channel's merchant; within the time limit of an update. */
  checkChannel(channel: string): Promise<ChannelCheck>;
  /** Has a worker ask Apruve for a buyer's free credit; within the time limit of an update. */
  readCredit(question: CreditQuestion): Promise<CreditAnswer>;
  /** Has a worker send a receiver a test notification; within the time limit of an update. */
  testReceiver(channel: string, receiver: string): Promise<ReceiverTest>;
  /** Has a worker register a webhook address at Apruve; within the time limit of an update. */
  registerWebhook(...args: Parameters<typeof registerWebhookStart>): Promise<WebhookRegistration>;
  /** Creates or updates the schedule of reconciliation: one per task queue, never two runs at once. */
  scheduleReconciliation(everyMs: number): Promise<void>;
}

/** The workflows of one task queue. */
export function createWorkflowClient(client: Client, taskQueue: string, limits: TimeLimits): WorkflowClient {
  const call = <T>(work: () => Promise<T>): Promise<T> => reach(client, limits.callMs, work);
  const signal = <T>(checkoutId: string, definition: SignalDefinition<[T]>, argument: T): Promise<boolean> =>
    falseWhenGone(call(() => client.workflow.getHandle(checkoutId).signal(definition, argument)).then(() => true));
  const isRunning = (checkoutId: string): Promise<boolean> =>
    falseWhenGone(call(() => client.workflow.getHandle(checkoutId).describe()).then(({ status }) => status.name === 'RUNNING'));
  const signalEnded = async <T>(checkout: EndedCheckoutRef, named: SignalDefinition<[T]>, argument: T): Promise<void> => {
    const options = { ...returnsOptions(checkout, taskQueue), signal: named, signalArgs: [argument] satisfies [T] };
    await call(() => client.workflow.signalWithStart(RETURN_WORKFLOW_TYPE, options));
  };
  const ask = <T>(type: string, start: { workflowId: string; args: unknown[] }): Promise<T> =>
    reach(client, limits.updateMs, () =>
      client.workflow.execute<(...args: unknown[]) => Promise<T>>(type, { ...start, taskQueue }),
    );
  return {
    ...updates(client, taskQueue, limits.updateMs),
    ...allRunning(client, taskQueue, limits.callMs),
    begin: async (checkout) => {
      const start = () => client.workflow.start(WORKFLOW_TYPE, checkoutOptions(checkout, taskQueue));
      await falseWhenGone(call(start).then(() => true));
    },
    signalAfterEnd: (checkout, event) => signalEnded(checkout, apruveEventSignal, event),
    handOver: (checkout, left) => signalEnded(checkout, handOverSignal, left),
    signalEvent: (checkoutId, event) => signal(checkoutId, apruveEventSignal, event),
    signalReceiver: (checkoutId, news) => signal(checkoutId, receiverSignal, news),
    signalAttention: (checkoutId, attention) => signal(checkoutId, attentionSignal, attention),
    releaseOrder: async (orphan) => {
      await call(() => client.workflow.start(RELEASE_WORKFLOW_TYPE, { ...releaseStart(orphan), taskQueue }));
    },
    findOrphans: async (search) => {
      await call(() => client.workflow.start(FIND_ORPHANS_WORKFLOW_TYPE, { ...findOrphansStart(search), taskQueue }));
    },
    isRunning,
    runningAmong: (checkoutIds) => runningAmong(checkoutIds, isRunning, () => call(() => listAmong(client, checkoutIds))),
    isWaitingFor: (workflowId, activity) => call(() => isWaitingFor(client, workflowId, activity)),
    findJams: (since) => call(() => findJams(client, taskQueue, since)),
    checkChannel: (channel) => ask(CHECK_CHANNEL_WORKFLOW_TYPE, checkChannelStart(channel)),
    readCredit: (question) => ask(READ_CREDIT_WORKFLOW_TYPE, readCreditStart(question, randomUUID())),
    testReceiver: (channel, receiver) => ask(TEST_RECEIVER_WORKFLOW_TYPE, testReceiverStart(channel, receiver)),
    registerWebhook: (...args) => ask(REGISTER_WEBHOOK_WORKFLOW_TYPE, registerWebhookStart(...args)),
    scheduleReconciliation: (everyMs) => call(() => scheduleReconciliation(client, taskQueue, everyMs)),
  };
}

async function falseWhenGone(asking: Promise<boolean>): Promise<boolean> {
  try {
    return await asking;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
