import { describe, expect, it, onTestFinished } from 'vitest';
import { ownBuild } from '../../worker/builds/own-build.ts';
import { readReplayWish, replay, type FailedReplay } from '../../worker/commands/replay.ts';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { incompatibleBundle } from '../support/jam.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout } from '../support/shop.ts';
import { loseBuilds } from '../support/tables.ts';
import { withRig } from '../support/with-rig.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

describe.skipIf(IN_SHORT_RUNS)('npm run replay', () => {
  const rig = withRig();

  const invoiced = async (): Promise<string> => {
    const { id } = await authorizedCheckout(rig);
    await processOf(rig, id).ask(sendInvoiceUpdate, { amountCents: 1_000 });
    return id;
  };

  const replays = async (args: string[], workflowBundle = rig.config.workflowBundle) => {
    const failed: FailedReplay[] = [];
    const count = await replay({ ...rig.config, workflowBundle }, readReplayWish(args), (one) => failed.push(one));
    return { count, failed: failed.map(({ workflowId, build, why }) => [workflowId, build, why.replace(/\].*/, ']')]) };
  };

  it('repeats each run with its own build, and says which the code of a next one could not repeat', async () => {
    const today = await ownBuild(rig.config.workflowBundle);
    const untouched = (await authorizedCheckout(rig)).id;
    const before = await invoiced();
    const next = await incompatibleBundle();
    await rig.startWorker({ id: 'next', bundlePath: next });
    const after = await invoiced();
    const these = ['--query', `ExecutionStatus = 'Running' AND WorkflowId IN ('${untouched}', '${before}', '${after}')`];

    expect(await replays(these)).toEqual({ count: 3, failed: [] });
    expect(await replays([...these, '--with', 'next'])).toEqual({ count: 3, failed: [[before, 'next', '[TMPRL1100]']] });
    expect(await replays([...these, '--with', today.id])).toEqual({ count: 3, failed: [[after, today.id, '[TMPRL1100]']] });
    expect(await replays([...these, '--with', 'tree'], next)).toMatchObject({ failed: [[before, 'tree', '[TMPRL1100]']] });
    await loseBuilds(rig.ledger.db);
    expect(await replays(these, next)).toMatchObject({
      count: 3,
      failed: expect.arrayContaining([[after, 'next', 'the build is not stored in the ledger']]),
    });
    await processOf(rig, after).handle.terminate();
  });

  it('passes over a run that waits for its first task', async () => {
    const { id } = await authorizedCheckout(rig);
    const { taskQueue } = rig.config.temporal;
    const waiting = { taskQueue, workflowId: `${id}-later`, args: [], startDelay: '1 day' } as const;
    const handle = await rig.temporal.client.workflow.start('checkoutWorkflow', waiting);
    onTestFinished(async () => {
      await handle.terminate();
    });
    const these = `ExecutionStatus = 'Running' AND WorkflowId IN ('${id}', '${id}-later')`;
    await expect.poll(async () => rig.temporal.client.workflow.count(these)).toMatchObject({ count: 2 });
    expect(await replays(['--query', these, '--with', 'tree'])).toEqual({ count: 1, failed: [] });
  });

  it('takes no other options', () => {
    expect(() => readReplayWish(['--from', 'next'])).toThrow('Usage: npm run replay');
    expect(readReplayWish([])).toEqual({ query: "ExecutionStatus = 'Running'", with: null });
  });
});
