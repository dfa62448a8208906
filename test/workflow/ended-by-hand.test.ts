import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, inject, it, vi } from 'vitest';
import { repair } from '../../worker/repair/repair.ts';
import { ENVIRONMENT_RECEIVER } from '../../workflows/contract/channel.ts';
import { CHECK_CHANNEL_WORKFLOW_TYPE, checkChannelStart } from '../../workflows/contract/channel-check.ts';
import { READ_CREDIT_WORKFLOW_TYPE, readCreditStart } from '../../workflows/contract/credit.ts';
import { cancelUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import {
  FIND_ORPHANS_WORKFLOW_TYPE,
  findOrphansStart,
  RELEASE_WORKFLOW_TYPE,
  releaseStart,
} from '../../workflows/contract/orphan.ts';
import { RECONCILE_WORKFLOW_TYPE } from '../../workflows/contract/reconcile.ts';
import { testReceiverStart, TEST_RECEIVER_WORKFLOW_TYPE } from '../../workflows/contract/receiver.ts';
import { REGISTER_WEBHOOK_WORKFLOW_TYPE, registerWebhookStart } from '../../workflows/contract/webhook-registration.ts';
import { processOf } from '../support/process.ts';
import { invoicedCheckout } from '../support/returning.ts';
import { control, fault, openCheckout, sandboxState, useLightbox } from '../support/shop.ts';
import { withReceiver, withRig } from '../support/with-rig.ts';

/** A workflow that waits for what does not answer yet. */
interface Waiting {
  handle: WorkflowHandle;
  /** Does what an ended one has left undone. */
  next: () => Promise<unknown>;
  /** What counts of its work. */
  effect: () => Promise<unknown>;
  /** What that is once its work is done. */
  done: unknown;
}

/** What somebody can do to a workflow in Temporal. */
type Act = 'cancel' | 'terminate' | 'reset';
/** `itself`: it goes on all the same. `next`: what comes next does its work. */
type Outcome = 'itself' | 'next';

const OUTCOMES: Record<string, Record<Act, Outcome>> = {
  checkoutWorkflow: { cancel: 'itself', terminate: 'next', reset: 'itself' },
  returnWorkflow: { cancel: 'itself', terminate: 'next', reset: 'itself' },
  releaseOrderWorkflow: { cancel: 'next', terminate: 'next', reset: 'itself' },
  findOrphansWorkflow: { cancel: 'next', terminate: 'next', reset: 'itself' },
  reconcileWorkflow: { cancel: 'next', terminate: 'next', reset: 'itself' },
  checkChannelWorkflow: { cancel: 'next', terminate: 'next', reset: 'itself' },
  readCreditWorkflow: { cancel: 'next', terminate: 'next', reset: 'itself' },
  testReceiverWorkflow: { cancel: 'next', terminate: 'next', reset: 'itself' },
  registerWebhookWorkflow: { cancel: 'next', terminate: 'next', reset: 'itself' },
};
const CASES = Object.entries(OUTCOMES).flatMap(([type, acts]) =>
  (Object.entries(acts) as [Act, Outcome][]).map(([act, outcome]) => [type, act, outcome] as const),
);

describe('by hand in Temporal', () => {
  const receiver = withReceiver();
  const rig = withRig(() => ({ ...receiver.env, POLICY_STEP_BOUND: '1s', POLICY_STEP_RETRY: '1s' }));
  const dark = (method: string, path: string) => fault(rig, { method, path, times: 1_000, status: 503 });
  const workflow = () => rig.temporal.client.workflow;
  const taskQueue = () => rig.config.temporal.taskQueue;
  const start = (type: string, options: { workflowId: string; args?: unknown[] }) =>
    workflow().start(type, { args: [], ...options, taskQueue: taskQueue() });
  const reconcile = async () => (await start(RECONCILE_WORKFLOW_TYPE, { workflowId: `reconcile-${randomUUID()}` })).result();

  /** An order at Apruve that holds credit and that no checkout needs. */
  async function orphan() {
    const { id, lightbox, merchantOrderId } = await openCheckout(rig);
    await processOf(rig, id).ask(cancelUpdate, {});
    await workflow().getHandle(`${id}/orphans-1`).result();
    const orderId = await useLightbox(rig, lightbox);
    const effect = async () => [
      (await sandboxState(rig, orderId)).orders[0]?.status,
      (await processOf(rig, id).rows()).filter(([action]) => action === 'orphan_cancel').length,
    ];
    return { id, orderId, merchantOrderId, effect, next: reconcile, done: ['canceled', 1] };
  }

  /** One that is asked something and has the answer as its result: whoever wants it asks again. */
  async function question(type: string, options: { workflowId: string; args?: unknown[] }, done: object): Promise<Waiting> {
    let asked = await start(type, options);
    const next = async () => (asked = await start(type, { ...options, workflowId: `${options.workflowId}-again` }));
    return {
      handle: asked,
      next,
      done: expect.objectContaining(done),
      effect: async () => workflow().getHandle(asked.workflowId).result(),
    };
  }

  const BEGIN: Record<keyof typeof OUTCOMES, (act: Act) => Promise<Waiting>> = {
    checkoutWorkflow: async (act) => {
      const { id, handle, ask, row } = await invoicedCheckout(rig, 5_000);
      const { apruveOrderId } = await row();
      const next = () => repair(rig.config, { id }, async () => ({ codePath: inject('services').bundlePath }));
      await dark('POST', `/orders/${apruveOrderId}/invoices`);
      await expect(ask(sendInvoiceUpdate, { amountCents: 1_000 })).resolves.toMatchObject({ outcome: 'unresolved' });
      const effect = async () => {
        const { orders, invoices } = await sandboxState(rig, apruveOrderId ?? '');
        const invoiced = invoices.map(({ status }) => status);
        return [(await row()).status, orders[0]?.status, ...(act === 'cancel' ? new Set(invoiced) : invoiced)];
      };
      return {
        handle,
        next,
        effect,
        done: act === 'cancel' ? ['canceled', 'canceled', 'canceled'] : ['invoiced', 'accepted', 'open', 'open'],
      };
    },
    returnWorkflow: async () => {
      const { returns, giveBack, refunds, invoiceId } = await invoicedCheckout(rig);
      await dark('POST', `/invoices/${invoiceId}/invoice_returns`);
      const next = () => giveBack(500, { requestId: 'r' });
      await expect(next()).resolves.toEqual({ outcome: 'unresolved' });
      return { handle: returns, next, effect: refunds, done: [['refund', 500, false, true]] };
    },
    releaseOrderWorkflow: async () => {
      const { orderId, ...rest } = await orphan();
      await dark('POST', `/orders/${orderId}/cancel`);
      return { ...rest, handle: await start(RELEASE_WORKFLOW_TYPE, releaseStart({ channel: 'default', orderId })) };
    },
    findOrphansWorkflow: async () => {
      const { id: checkoutId, merchantOrderId, ...rest } = await orphan();
      await dark('GET', '/orders');
      const search = { checkoutId, n: 7, channel: 'default', merchantOrderId };
      return { ...rest, handle: await start(FIND_ORPHANS_WORKFLOW_TYPE, findOrphansStart(search)) };
    },
    reconcileWorkflow: async () => {
      const rest = await orphan();
      await fault(rig, { method: 'GET', path: '/orders', times: 2, delay_ms: 3_000 });
      return { ...rest, handle: await start(RECONCILE_WORKFLOW_TYPE, { workflowId: `reconcile-${randomUUID()}` }) };
    },
    checkChannelWorkflow: async () => {
      await fault(rig, { method: 'GET', path: '/merchants', times: 1, delay_ms: 2_000 });
      return question(CHECK_CHANNEL_WORKFLOW_TYPE, checkChannelStart('default'), { ok: true });
    },
    readCreditWorkflow: async () => {
      await fault(rig, { method: 'GET', path: '/corporate_accounts', times: 1, delay_ms: 2_000 });
      return question(
        READ_CREDIT_WORKFLOW_TYPE,
        readCreditStart({ channel: 'default', email: 'buyer@example.test' }, randomUUID()),
        {
          known: true,
        },
      );
    },
    registerWebhookWorkflow: async () => {
      await fault(rig, { method: 'GET', path: '/webhook_endpoints', times: 1, delay_ms: 2_000 });
      const token = randomUUID();
      const url = `${rig.sandbox.url}/${token}`;
      return question(REGISTER_WEBHOOK_WORKFLOW_TYPE, registerWebhookStart('default', token, url, 0), { ok: true });
    },
    testReceiverWorkflow: async () => {
      const late = new Promise<null>((resolve) => (answerReceiver = () => resolve(null)));
      receiver.answer = () => late;
      return question(TEST_RECEIVER_WORKFLOW_TYPE, testReceiverStart('default', ENVIRONMENT_RECEIVER), { ok: true });
    },
  };

  let answerReceiver = (): void => {};
  const allAnswer = async () => {
    answerReceiver();
    await control(rig, 'DELETE', '/faults');
  };

  const ACTS: Record<Act, (handle: WorkflowHandle) => Promise<unknown>> = {
    cancel: (handle) => handle.cancel(),
    terminate: (handle) => handle.terminate(),
    // To the first task of all: everything is done anew.
    reset: async (handle) => {
      const { events } = await handle.fetchHistory();
      const first = events?.find(({ workflowTaskCompletedEventAttributes: task }) => task != null);
      return rig.temporal.client.workflowService.resetWorkflowExecution({
        namespace: rig.config.temporal.namespace,
        workflowExecution: { workflowId: handle.workflowId },
        workflowTaskFinishEventId: first?.eventId ?? null,
        requestId: randomUUID(),
      });
    },
  };

  it('has an outcome for each type of workflow', async () => {
    const types = (await readFile('workflows/index.ts', 'utf8')).match(/\w+Workflow(?= \})/g);
    expect(Object.keys(OUTCOMES).sort()).toEqual(types?.sort());
  });

  it.each(CASES)('%s, %s: its work is done by %s', async (type, act, outcome) => {
    const begin = BEGIN[type];
    if (begin === undefined) throw new Error(`How a ${type} begins is not said here.`);
    const { handle, next, effect, done } = await begin(act);
    const works = async () => (await handle.describe()).historyLength >= 4;
    await vi.waitUntil(works, { timeout: 60_000, interval: 50 });
    await ACTS[act](handle);
    await allAnswer();
    if (outcome === 'next') {
      await handle.result().catch(() => undefined);
      await next();
    }
    await vi.waitFor(async () => expect(await effect()).toEqual(done), { timeout: 60_000, interval: 200 });
  });
});
