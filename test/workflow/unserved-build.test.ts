import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { deploymentOf } from '../../worker/builds/deployment.ts';
import { ownBuild } from '../../worker/builds/own-build.ts';
import { promote } from '../../worker/builds/promote.ts';
import { createLogger } from '../../worker/platform/index.ts';
import { repair, type Repair } from '../../worker/repair/repair.ts';
import { startWorker } from '../../worker/run.ts';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout } from '../support/shop.ts';
import { loseBuilds } from '../support/tables.ts';
import { withRig } from '../support/with-rig.ts';

describe('a process whose build nobody serves any more', () => {
  const rig = withRig({ JAMS_LOOK_EVERY: '1s' });
  const mend = (id: string): Promise<Repair> =>
    repair(rig.config, { id }, async () => ({ codePath: inject('services').bundlePath }));

  // Temporal tells for a minute that a worker has asked.
  it('is stuck, and goes on with the current one after a repair', { timeout: 180_000 }, async () => {
    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, { amountCents: 5_000 });
    await rig.stopWorkers();
    await loseBuilds(rig.ledger.db);
    const { code } = await ownBuild(inject('services').bundlePath);
    const worker = await startWorker(rig.config, { id: 'next', code }, { log: createLogger('silent', 'worker') });
    onTestFinished(() => worker.stop());
    const { namespace, taskQueue } = rig.config.temporal;
    await promote(deploymentOf(rig.temporal.client, namespace, taskQueue), 'next');
    const shown = async () => (await checkout.row()).attention?.code ?? null;
    await vi.waitUntil(async () => (await shown()) === 'process-stuck', { timeout: 120_000, interval: 500 });
    expect(await mend(id)).toBe('reset');
    await expect(checkout.ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'done' });
    const { versioningInfo } = (await checkout.handle.describe()).raw.workflowExecutionInfo ?? {};
    expect(versioningInfo).toMatchObject({ versioningOverride: null, deploymentVersion: { buildId: 'next' } });
    await expect.poll(shown).toBe(null);
  });
});
