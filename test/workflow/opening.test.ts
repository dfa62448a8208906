import { WithStartWorkflowOperation } from '@temporalio/client';
import { whileCheckoutsAreLocked } from '../support/tables.ts';
import { describe, expect, it, vi } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { allocateAttempt } from '../../activities/ledger/attempts.ts';
import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { createChannels } from '../../worker/channels.ts';
import { createDispatcher } from '../../activities/apruve/http.ts';
import { createWorkflowClient } from '../../worker/platform/workflow-client/client.ts';
import { authorizeUpdate, openCheckoutUpdate, WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { anOrder, readCheckout, useLightbox } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an opening whose tries give no answer', () => {
  const rig = withRig();

  const stored = async (): Promise<CheckoutRow> => {
    const order = anOrder();
    const customer = { email: null, name: null, id: null, country: null, group: null };
    const { policy } = rig.config;
    const wanted = { channel: 'default', order, customer, contentHash: 'h', paidMeans: 'closed' as const, policy };
    return (await allocateAttempt(rig.ledger.db, wanted)).checkout;
  };

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
      await vi.waitUntil(() => asksTheLedger(row.id), { timeout: 20_000, interval: 100 });
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
    const row = await stored();
    const { config, ledger, temporal } = rig;
    const limits = { updateMs: 5_000, callMs: 5_000 };
    const workflows = createWorkflowClient(temporal.client, config.temporal.taskQueue, limits);
    const channel = createChannels(config, createDispatcher(null));
    await createActivities({ db: ledger.db, clock: () => new Date(), channel, workflows }).openCheckout(
      row.input,
      new Date().toISOString(),
    );
    const { answer } = await openWithoutLedger(row);
    await expect(answer).resolves.toBe('open');
    const apruveOrderId = await useLightbox(rig, (await readCheckout(rig, row.id)).lightbox);
    await processOf(rig, row.id).ask(authorizeUpdate, { apruveOrderId });
    expect(await readCheckout(rig, row.id)).toMatchObject({ status: 'authorized' });
  });

  it('is given up where none is, and the number is free', async () => {
    const row = await stored();
    const { answer } = await openWithoutLedger(row);
    await expect(answer).resolves.toBe('given up');
    expect(await readCheckout(rig, row.id)).toMatchObject({ status: 'canceled', lightbox: null });
  });
});
