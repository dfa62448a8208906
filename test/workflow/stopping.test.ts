import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { RECONCILE_WORKFLOW_TYPE } from '../../workflows/contract/reconcile.ts';
import { deployedWorker } from '../support/deployed-worker.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, control, fault, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

const GRACE_MS = 4_000;
/** Ten seconds, and some more for a machine that does much beside. Without a heartbeat the write would count as running for 50. */
const KNOWN_WITHIN_MS = 15_000;
/** To end a process whose work has ended. */
const LEAVES_WITHIN_MS = 1_500;

describe('a worker that is ended', () => {
  const rig = withRig();

  const deployed = () => deployedWorker(rig, { SHUTDOWN_GRACE: `${GRACE_MS}ms` });

  const asked = async (path: string) => {
    const { items } = await control<{ items: { path: string }[] }>(rig, 'GET', '/requests');
    return items.filter((request) => request.path.includes(path)).length;
  };

  it('by SIGTERM ends within its grace, also in the middle of a reconciliation that Apruve answers slowly, and another goes on', async () => {
    const { apruveOrderId } = await authorizedCheckout(rig);
    await rig.stopWorkers();
    const { child, said } = await deployed();
    const before = await asked(apruveOrderId);
    await fault(rig, { method: 'GET', path: '/', times: 1_000, delay_ms: 7_000 });
    const reconciliation = await rig.temporal.client.workflow.start(RECONCILE_WORKFLOW_TYPE, {
      workflowId: `reconcile-${rig.config.temporal.taskQueue}-now`,
      taskQueue: rig.config.temporal.taskQueue,
    });
    await vi.waitUntil(async () => (await asked(apruveOrderId)) > before, { timeout: 60_000, interval: 50 });

    const at = Date.now();
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(Date.now() - at).toBeLessThan(GRACE_MS + LEAVES_WITHIN_MS);
    expect(code).toBe(0);
    expect(said()).toContain('worker has stopped');

    await control(rig, 'DELETE', '/faults');
    await rig.startWorker();
    expect(await reconciliation.result()).toMatchObject({ looked: 1, unrepaired: [] });
  });

  it('by SIGTERM cuts off a write that Apruve does not answer, and another worker finds what was done of it', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await rig.stopWorkers();
    const { child, said } = await deployed();
    const path = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, times: 1, delay_ms: 7_000, commit: 'before' });
    const invoiced = processOf(rig, id).ask(sendInvoiceUpdate, {});
    const made = async () => (await sandboxState(rig, apruveOrderId)).invoices.length;
    await vi.waitUntil(async () => (await made()) > 0, { timeout: 60_000, interval: 50 });

    const at = Date.now();
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(Date.now() - at).toBeLessThan(GRACE_MS + LEAVES_WITHIN_MS);
    expect([code, said()]).toEqual([0, expect.stringContaining('worker was cut off')]);

    await rig.startWorker();
    await expect(invoiced).resolves.toMatchObject({ outcome: 'done' });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });

  it('by SIGKILL in the middle of a write is replaced: another worker knows in seconds what was done of it, and does it no second time', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await rig.stopWorkers();
    const { child } = await deployed();
    const path = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, times: 1, delay_ms: 60_000, commit: 'before' });
    const invoiced = processOf(rig, id).ask(sendInvoiceUpdate, {});
    const made = async () => (await sandboxState(rig, apruveOrderId)).invoices.length;
    await vi.waitUntil(async () => (await made()) > 0, { timeout: 60_000, interval: 50 });
    await rig.startWorker();

    const at = Date.now();
    child.kill('SIGKILL');
    await expect(invoiced).resolves.toMatchObject({ outcome: 'done' });
    expect(Date.now() - at).toBeLessThan(KNOWN_WITHIN_MS);
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
  });
});
