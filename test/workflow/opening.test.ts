import { WithStartWorkflowOperation } from '@temporalio/client';
import { changeCheckout, whileCheckoutsAreLocked } from '../support/tables.ts';
import { describe, expect, it, vi } from 'vitest';
import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { authorizeUpdate, openCheckoutUpdate, WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import { openInLedger, storedAttempt } from '../support/opening.ts';
import { processOf } from '../support/process.ts';
import { readCheckout, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an opening whose tries give no answer', () => {
  const rig = withRig();

  /** Opens it while the ledger is locked, until the attempts run out and the ledger is asked what it holds. */
  async function openWithoutLedger(row: CheckoutRow): Promise<{ answer: Promise<string> }> {
    const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOW_TYPE, {
      workflowId: row.id,
      args: [row.input],
      taskQueue: rig.config.temporal.taskQueue,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const args: [{ contentHash: string }] = [{ contentHash: row.contentHash }];
    return whileCheckoutsAreLocked(rig.ledger.db, async () => {
      const opening = rig.temporal.client.workflow.executeUpdateWithStart(openCheckoutUpdate, { startWorkflowOperation, args });
      const answer = opening.then(
        () => 'open',
        () => 'given up',
      );
      await vi.waitUntil(() => asksTheLedger(row.id), { timeout: 60_000, interval: 100 });
      return { answer };
    });
  }
  const asksTheLedger = async (id: string): Promise<boolean> => {
    const history = await rig.temporal.client.workflow
      .getHandle(id)
      .fetchHistory()
      .catch(() => null);
    return history?.events?.some((event) => event.activityTaskScheduledEventAttributes != null) ?? false;
  };

  it('lives where one of them is in the ledger', async () => {
    const row = await storedAttempt(rig);
    await openInLedger(rig, row);
    const { answer } = await openWithoutLedger(row);
    await expect(answer).resolves.toBe('open');
    const apruveOrderId = await useLightbox(rig, (await readCheckout(rig, row.id)).lightbox);
    await processOf(rig, row.id).ask(authorizeUpdate, { apruveOrderId });
    expect(await readCheckout(rig, row.id)).toMatchObject({ status: 'authorized' });
  });

  it('is refused by a worker that has the channel in another mode, and nothing of it is written', async () => {
    const row = await storedAttempt(rig);
    await changeCheckout(rig.ledger.db, row.id, { mode: 'production' });
    await expect(openInLedger(rig, row)).rejects.toThrow(
      `${row.id} was stored as a checkout of production, and the channel default is of test here`,
    );
    expect(await readCheckout(rig, row.id)).toMatchObject({ facts: null, lightbox: null });
  });

  it('is given up where none is, and the number is free', async () => {
    const row = await storedAttempt(rig);
    const { answer } = await openWithoutLedger(row);
    await expect(answer).resolves.toBe('given up');
    expect(await readCheckout(rig, row.id)).toMatchObject({ status: 'canceled', lightbox: null });
  });
});
