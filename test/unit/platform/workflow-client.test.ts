import { Client, Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { createWorkflowClient, type WorkflowClient } from '../../../worker/platform/workflow-client/client.ts';
import { WorkflowsUnreachable } from '../../../worker/platform/workflow-client/reach.ts';
import { checkoutStart, type StoredCheckout } from '../../../worker/platform/workflow-client/starts.ts';
import { cancelInvoiceUpdate, cancelUpdate } from '../../../workflows/contract/messages.ts';

const policy = {
  lostReturnAfterMs: 1,
  authorizationWindowMs: 1,
  approvalDeadlineMs: 1,
  approvalPollMs: 1,
  expiryWarningMs: 1,
  unknownOutcomeWaitMs: 1,
  stepBoundMs: 1,
  stepRetryMs: 1,
};
const checkout: StoredCheckout = {
  id: 'chk_1',
  contentHash: 'hash',
  merchantOrderId: 'ORD-1',
  amountCents: 11_500,
  currency: 'USD',
  customer: { name: null, email: null },
  input: {
    checkoutId: 'chk_1',
    channel: 'default',
    merchantOrderId: 'ORD-1',
    attempt: 1,
    contentHash: 'hash',
    terms: { currency: 'USD', amountCents: 11_500, taxCents: 0, shippingCents: 0, expireAt: null },
    invoiceOnCreate: false,
    paidMeans: 'closed',
    policy,
  },
};
const request = { requestId: 'r1', invoiceId: 'inv_1', amountCents: 100, reason: 'damaged' };
const search = { checkoutId: 'chk_1', n: 1, channel: 'default', merchantOrderId: 'ORD-1' };
const event = { uuid: 'e1', event: 'invoice.closed' };

const calls: [string, (workflows: WorkflowClient) => Promise<unknown>][] = [
  ['open', (workflows) => workflows.open(checkout)],
  ['begin', (workflows) => workflows.begin(checkout)],
  ['update', (workflows) => workflows.update('chk_1', cancelUpdate, [{}], 'u1')],
  ['requestReturn', (workflows) => workflows.requestReturn(checkout, request)],
  ['updateAfterEnd', (workflows) => workflows.updateAfterEnd(checkout, cancelInvoiceUpdate, [{ invoiceId: 'i' }], 'u1')],
  ['signalAfterEnd', (workflows) => workflows.signalAfterEnd(checkout, event)],
  ['handOver', (workflows) => workflows.handOver(checkout, { steps: [], events: [event] })],
  ['signalEvent', (workflows) => workflows.signalEvent('chk_1', event)],
  ['signalReceiver', (workflows) => workflows.signalReceiver('chk_1', { reachable: true })],
  ['signalAttention', (workflows) => workflows.signalAttention('chk_1', { code: 'orphan-paid', message: 'm', subject: 's' })],
  ['releaseOrder', (workflows) => workflows.releaseOrder({ channel: 'default', orderId: 'o1' })],
  ['findOrphans', (workflows) => workflows.findOrphans(search)],
  ['registerWebhook', (workflows) => workflows.registerWebhook('chn_1', 'hash', 'https://pay.test/webhooks/apruve/t', 0)],
  ['testReceiver', (workflows) => workflows.testReceiver('chn_1', 'rcv_1')],
  ['checkChannel', (workflows) => workflows.checkChannel('chn_1')],
  ['readCredit', (workflows) => workflows.readCredit({ channel: 'chn_1', email: 'a@b.test' })],
  ['isRunning', (workflows) => workflows.isRunning('chk_1')],
  ['runningAmong', (workflows) => workflows.runningAmong(['chk_1'])],
  ['countRunning', (workflows) => workflows.countRunning()],
  ['listRunning', (workflows) => workflows.listRunning()],
  ['isWaitingFor', (workflows) => workflows.isWaitingFor('chk_1', 'record')],
  ['findJams', (workflows) => workflows.findJams(new Date())],
  ['scheduleReconciliation', (workflows) => workflows.scheduleReconciliation(3_600_000)],
];

describe('while nobody answers for Temporal', () => {
  // Never closed: the client's late retries on a closed connection throw where nobody can catch them.
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const workflows = createWorkflowClient(new Client({ connection }), 'checkouts', { updateMs: 300, callMs: 300 });

  it.each(calls)('%s gives up at its time limit, and says that the workflows cannot be reached', async (_, call) => {
    await expect(call(workflows)).rejects.toThrow(WorkflowsUnreachable);
  });

  it('has a call in the list above for everything that the client can do', () => {
    expect(calls.map(([name]) => name).toSorted()).toEqual(Object.keys(workflows).toSorted());
  });
});

describe("a checkout in Temporal's pages", () => {
  it('shows what a buyer typed as text, never as a link or a picture', () => {
    const customer = { name: '![p](http://x.test/p.png) [Click](https://x.test) **b** `c` <b> www.x.test', email: null };
    const { staticSummary } = checkoutStart({ ...checkout, customer }, 'queue').options;
    // Escaped, every mark of Markdown has a backslash before it.
    expect(staticSummary?.split(' · ')[2]).not.toMatch(/(?<!\\)[!-/:-@[^-`{-~]/);
    expect(staticSummary?.replaceAll('\\', '')).toContain(customer.name);
  });
});
