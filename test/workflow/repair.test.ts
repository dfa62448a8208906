import { inject, describe, expect, it, vi } from 'vitest';
import { audit, describeFinding } from '../../worker/commands/audit.ts';
import { describeRepair, readRepairWish } from '../../worker/commands/repair.ts';
import { deploymentOf } from '../../worker/builds/deployment.ts';
import { repair, type Repair } from '../../worker/repair/repair.ts';
import { acknowledgeUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { incompatibleBundle } from '../support/jam.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, control, fault, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

describe('a repair', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '1h', JAMS_LOOK_EVERY: '1s' });
  const mend = (id: string, codePath = inject('services').bundlePath): Promise<Repair> =>
    repair(rig.config, { id }, async () => ({ codePath }));

  const findings = async (id: string): Promise<string[]> => {
    const found: string[] = [];
    await audit(rig.config, (finding) => void (finding.checkoutId === id && found.push(describeFinding(finding))));
    return found;
  };

  async function invoicedCheckout() {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    return { ...checkout, id, apruveOrderId };
  }

  type Checkout = Awaited<ReturnType<typeof invoicedCheckout>>;

  /** The rest is invoiced, which can be done once alone. */
  async function invoicesTheRest({ apruveOrderId, ask, facts }: Checkout) {
    const before = (await facts()).invoices.length;
    await expect(ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'done' });
    const { invoices } = await sandboxState(rig, apruveOrderId);
    expect(invoices).toHaveLength(before + 1);
    expect(new Set(invoices.map((invoice) => invoice.merchant_invoice_id)).size).toBe(before + 1);
    return invoices;
  }

  /** And is paid. */
  async function goesOn(checkout: Checkout) {
    const { id, apruveOrderId, reaches } = checkout;
    for (const invoice of await invoicesTheRest(checkout)) {
      await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
      await processOf(rig, id).handle.signal('apruveEvent', {
        uuid: `paid-${invoice.id}`,
        event: 'invoice.closed',
        orderId: apruveOrderId,
        invoiceId: invoice.id,
      });
    }
    await reaches('paid');
    await vi.waitUntil(async () => (await findings(id)).length === 0, { timeout: 60_000, interval: 500 });
  }

  it.skipIf(IN_SHORT_RUNS)('of a terminated process has it go on where it was', async () => {
    const checkout = await invoicedCheckout();
    await checkout.handle.terminate();
    expect(await findings(checkout.id)).toHaveLength(1);
    expect(await mend(checkout.id)).toBe('reset');
    expect(await findings(checkout.id)).toEqual([]);
    await goesOn(checkout);
    expect(await mend(checkout.id)).toBe('healthy');
  });

  it('of a process that goes on takes off the build that an earlier repair has left it on', async () => {
    const { id, handle } = await invoicedCheckout();
    const { namespace, taskQueue: deploymentName } = rig.config.temporal;
    const override = async () => (await handle.describe()).raw.workflowExecutionInfo?.versioningInfo?.versioningOverride;
    const { current } = await deploymentOf(rig.temporal.client, namespace, deploymentName).known();
    const pinned = { behavior: 1, version: { deploymentName, buildId: current } };
    await rig.temporal.client.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution: { workflowId: id },
      workflowExecutionOptions: {
        versioningOverride: { pinned },
      },
      updateMask: { paths: ['versioning_override'] },
    });
    expect(await override()).not.toBeNull();
    expect(await mend(id)).toBe('healthy');
    expect(await override()).toBeNull();
  });

  it('of a process that Temporal has lost begins a new one with what the ledger holds', async () => {
    const checkout = await invoicedCheckout();
    await lose(checkout.id);
    expect(await mend(checkout.id)).toBe('renewed');
    await expect.poll(checkout.row).toMatchObject({ attention: null, status: 'invoiced' });
    await goesOn(checkout);
  });

  it('shows what was under way when the process was lost, and finds at Apruve what was done of it', async () => {
    const checkout = await invoicedCheckout();
    await fault(rig, {
      method: 'POST',
      path: `/orders/${checkout.apruveOrderId}/invoices`,
      times: 1,
      commit: 'before',
      drop_response: true,
    });
    await fault(rig, { method: 'GET', path: `/orders/${checkout.apruveOrderId}/invoices`, times: 100, status: 503 });
    const request = { merchantInvoiceId: 'LOST', amountCents: 1_000 };
    await expect(checkout.ask(sendInvoiceUpdate, request)).resolves.toMatchObject({ outcome: 'unresolved' });
    await lose(checkout.id);
    expect(await mend(checkout.id)).toBe('renewed');
    const shown = async () => (await checkout.facts()).attentions.find(({ subject }) => subject === 'invoice:LOST');
    await vi.waitUntil(shown, { timeout: 60_000, interval: 100 });
    expect(await shown()).toMatchObject({ code: 'unavailable', message: expect.stringContaining('ask for it again') });
    await control(rig, 'DELETE', '/faults');
    const numbers = async () => (await checkout.facts()).invoices.map(({ number }) => number);
    await vi.waitUntil(async () => (await numbers()).includes('LOST'), { timeout: 60_000, interval: 100 });
    await checkout.ask(acknowledgeUpdate, { code: 'unavailable', actor: 'user:ada' });
    await expect.poll(checkout.row).toMatchObject({ attention: null });
    await goesOn(checkout);
  });

  it.skipIf(IN_SHORT_RUNS)('of a process whose new code cannot go on resets it to what fits the code', async () => {
    const next = await incompatibleBundle();
    const checkout = await invoicedCheckout();
    await rig.stopWorkers();
    const worker = await rig.startWorker({ bundlePath: next });
    await checkout.hear('order.canceled', {});
    const tries = async () => (await checkout.handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0;
    await vi.waitUntil(async () => (await tries()) >= 3, { timeout: 60_000, interval: 100 });
    expect(await findings(checkout.id)).toEqual([expect.stringContaining('fails at every try')]);
    expect(await mend(checkout.id, next)).toBe('reset');
    await invoicesTheRest(checkout);
    // What the code of another version has made does not replay in today's.
    await checkout.handle.terminate();
    await worker.stop();
  });

  it('says what became of it, and takes one id', async () => {
    expect(describeRepair('chk_a', 'failing')).toEqual({ line: expect.stringContaining('chk_a --from-ledger'), code: 1 });
    expect(describeRepair('chk_a', 'reset').code).toBe(0);
    expect(readRepairWish(['chk_a', '--from-ledger'])).toEqual({ id: 'chk_a', fromLedger: true });
    for (const wrong of [[], ['--from-ledger'], ['chk_a', 'chk_b']]) expect(() => readRepairWish(wrong)).toThrow('Usage');
    await expect(mend('chk_unknown')).rejects.toThrow('Neither the ledger nor Temporal knows chk_unknown.');
  });

  /** What a Temporal that was restored from an older backup does not know. */
  async function lose(workflowId: string): Promise<void> {
    const { client } = rig.temporal;
    await client.workflow.getHandle(workflowId).terminate();
    const listed = `WorkflowId = '${workflowId}' AND ExecutionStatus = 'Terminated'`;
    // Before the list knows that it has ended, Temporal deletes it half a minute later.
    await vi.waitUntil(async () => (await client.workflow.count(listed)).count === 1, { timeout: 60_000, interval: 100 });
    const { namespace } = rig.config.temporal;
    await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
    const isGone = () =>
      client.workflow
        .getHandle(workflowId)
        .describe()
        .then(
          () => false,
          () => true,
        );
    await vi.waitUntil(isGone, { timeout: 60_000, interval: 100 });
  }
});
