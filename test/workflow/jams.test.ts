import { Registry } from 'prom-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { showCalls } from '../../activities/upkeep/jams.ts';
import { showOnProcesses } from '../../activities/ledger/process-attention.ts';
import { audit, describeFinding } from '../../worker/commands/audit.ts';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { attentionSignal } from '../../workflows/contract/returns.ts';
import { GONE } from '../../workflows/rules/process-trouble.ts';
import { changeCheckout, refuseVersions } from '../support/tables.ts';
import { bundleWithUnknownActivity, incompatibleBundle } from '../support/jam.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

/** Some failures, and the time between two looks. */
const SEEN_WITHIN = { timeout: 60_000, interval: 100 };

describe('a jam', () => {
  const rig = withRig({ JAMS_LOOK_EVERY: '1s' }, { worker: false });
  // A failed test leaves no worker to the next, which would see its jams.
  afterEach(() => rig.stopWorkers());

  /** A worker, with a wait for a line of its metrics: they follow what the ledger shows. */
  async function worker(bundlePath?: string) {
    const registry = new Registry();
    const running = await rig.startWorker({ bundlePath, registry });
    const measures = (line: RegExp) => vi.waitUntil(async () => line.test(await registry.metrics()), SEEN_WITHIN);
    return { ...running, measures };
  }

  const audited = async (): Promise<string[]> => {
    const found: string[] = [];
    await audit(rig.config, (finding) => found.push(`${finding.checkoutId} ${describeFinding(finding)}`));
    return found;
  };

  const shows = (id: string, code: string | null) =>
    vi.waitUntil(async () => ((await processOf(rig, id).row()).attention?.code ?? null) === code, SEEN_WITHIN);

  it(
    'of a process whose new code cannot go on is shown within a minute, and no more once it goes on',
    { timeout: 150_000 },
    async () => {
      const before = await worker();
      const { id } = await authorizedCheckout(rig);
      await processOf(rig, id).ask(sendInvoiceUpdate, { amountCents: 1_000 });
      await before.stop();
      const next = await worker(await incompatibleBundle());
      await processOf(rig, id).hear('order.canceled', {});
      await shows(id, 'process-stuck');
      await next.measures(/^workflows_stuck\{workflow_type="checkoutWorkflow"\} 1$/m);
      expect(await audited()).toEqual([expect.stringMatching(new RegExp(`^${id} its process fails at every try`))]);
      await next.stop();

      const again = await worker();
      await shows(id, null);
      await again.measures(/^workflows_stuck\{workflow_type="checkoutWorkflow"\} 0$/m);
    },
  );

  it('of an open checkout whose process was terminated is shown within a minute', async () => {
    const running = await worker();
    const { id } = await authorizedCheckout(rig);
    await processOf(rig, id).handle.terminate();
    await shows(id, 'process-gone');
    await running.measures(/^checkouts_needing_attention\{code="process-gone"\} 1$/m);
    const gone = expect.stringMatching(new RegExp(`^${id} workflow: .*"running", found "ended"`));
    expect(await audited()).toEqual([gone]);
  });

  it('of an open checkout whose process Temporal does not know at all is shown within a minute', async () => {
    const before = await worker();
    const { id } = await authorizedCheckout(rig);
    await before.stop();
    const { namespace, taskQueue } = rig.config.temporal;
    const { client } = rig.temporal;
    await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId: id } });
    const query = `TaskQueue = '${taskQueue}' AND WorkflowId = '${id}'`;
    await vi.waitUntil(async () => (await client.workflow.count(query)).count === 0, SEEN_WITHIN);
    await changeCheckout(rig.ledger.db, id, { createdAt: new Date(Date.now() - 60_000) });

    await worker();
    await shows(id, 'process-gone');
    expect(await processOf(rig, id).row()).toMatchObject({ attention: { code: 'process-gone' } });
  });

  it('of reconciliation is shown: a schedule that is paused, and one that was deleted', async () => {
    const running = await worker();
    const is = (state: string) => running.measures(new RegExp(`^reconciliation_schedule\\{state="${state}"\\} 1$`, 'm'));
    await is('running');
    const schedule = rig.temporal.client.schedule.getHandle(`reconcile-${rig.config.temporal.taskQueue}`);
    await schedule.pause();
    await is('paused');
    expect((await audited()).join()).toContain('is paused');
    await schedule.delete();
    await is('missing');
  });

  it(
    'of a call that the ledger refuses is shown on the checkout, with its name, until it gets through',
    { timeout: 180_000 },
    async () => {
      const running = await worker();
      const { id } = await authorizedCheckout(rig);
      const accept = await refuseVersions(rig.ledger.db, id);
      await processOf(rig, id).handle.signal(attentionSignal, { code: 'busy', subject: 'a', message: 'Look.' });
      await shows(id, 'process-stuck');
      expect((await processOf(rig, id).row()).attention?.message).toContain('waits for record');
      await running.measures(/^activity_tries_in_vain_total\{activity_type="record"\} [1-9]/m);
      await accept();
      await shows(id, 'busy');
      expect((await processOf(rig, id).facts()).attentions).toHaveLength(1);
    },
  );

  it('of a call that no worker knows yet is shown on the checkout, with its name', { timeout: 180_000 }, async () => {
    const older = await worker(await bundleWithUnknownActivity());
    const { id } = await authorizedCheckout(rig);
    await processOf(rig, id).handle.signal(attentionSignal, { code: 'busy', subject: 'a', message: 'Look.' });
    await shows(id, 'process-stuck');
    expect((await processOf(rig, id).row()).attention?.message).toContain('waits for recordAnew');
    await older.measures(/^activity_tries_in_vain_total\{activity_type="recordAnew"\} [1-9]/m);
    expect((await audited()).join()).toContain('recordAnew');
    // What the code of another version has made does not replay in today's.
    await processOf(rig, id).handle.terminate();
  });

  it('of a call that has got through on another worker meanwhile is not shown', async () => {
    const running = await worker();
    const { id } = await authorizedCheckout(rig);
    const deps = { db: rig.ledger.db, clock: () => new Date(), workflows: running.workflows };
    await showCalls(deps, { failing: [{ workflowId: id, activity: 'record' }], over: [] });
    expect(await processOf(rig, id).row()).toMatchObject({ attention: null });
  });

  it('of a process that was begun anew while a look missed it is shown no more', async () => {
    await worker();
    const { id } = await authorizedCheckout(rig);
    await showOnProcesses(rig.ledger.db, [id], GONE, new Date());
    await shows(id, null);
    expect((await processOf(rig, id).facts()).attentions).toEqual([]);
  });
});
