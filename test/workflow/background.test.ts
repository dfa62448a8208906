import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, inject, it, vi } from 'vitest';
import type { WorkflowHandle } from '@temporalio/client';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { RELEASE_WORKFLOW_TYPE, releaseStart } from '../../workflows/contract/orphan.ts';
import { RECONCILE_WORKFLOW_TYPE } from '../../workflows/contract/reconcile.ts';
import { processOf } from '../support/process.ts';
import type { Rig } from '../support/rig.ts';
import { authorizedCheckout, control, fault, requestsOf } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

/** More than a worker does at once, of everything. */
const RELEASES = 120;
/** Above what starting an activity takes on a busy machine, and far below what a call takes that Apruve does not answer. */
const AT_ONCE_MS = 2_000;

const msOf = (time: { seconds?: unknown; nanos?: number | null } | null | undefined): number =>
  Number(time?.seconds) * 1_000 + Number(time?.nanos) / 1e6;

const reconciliation = (rig: Rig): Promise<WorkflowHandle> => {
  const { taskQueue } = rig.config.temporal;
  return rig.temporal.client.workflow.start(RECONCILE_WORKFLOW_TYPE, { workflowId: `reconcile-${randomUUID()}`, taskQueue });
};

describe('the background', () => {
  const rig = withRig({ SHUTDOWN_GRACE: '1s' });

  /** How long each activity of a checkout waited for a slot. */
  async function waits(id: string): Promise<number[]> {
    const { events } = await rig.temporal.client.workflow.getHandle(id).fetchHistory();
    const at = new Map((events ?? []).map(({ eventId, eventTime }) => [Number(eventId), msOf(eventTime)]));
    return (events ?? []).flatMap(({ eventTime, activityTaskStartedEventAttributes: started }) =>
      started == null ? [] : [msOf(eventTime) - (at.get(Number(started.scheduledEventId)) ?? 0)],
    );
  }

  /** Resolves when no further release begins: all slots that there are for it are taken. */
  async function noneBegins(): Promise<void> {
    let before = 0;
    const isFull = async (): Promise<boolean> => {
      const begun = await requestsOf(rig, '/orders/slow');
      const isSame = begun > 0 && begun === before;
      before = begun;
      return isSame;
    };
    await vi.waitUntil(isFull, { timeout: 60_000, interval: 500 });
  }

  it('keeps no checkout waiting, however much there is of it and however slow Apruve is: one is authorized, invoiced and paid', async () => {
    await fault(rig, { method: 'GET', path: '/orders/slow', times: 100_000, delay_ms: 60_000 });
    const { client } = rig.temporal;
    const { taskQueue } = rig.config.temporal;
    const release = (orderId: string): Promise<WorkflowHandle> =>
      client.workflow.start(RELEASE_WORKFLOW_TYPE, { ...releaseStart({ channel: 'default', orderId }), taskQueue });
    const releases = await Promise.all(Array.from({ length: RELEASES }, (_, n) => release(`slow${n}`)));
    await noneBegins();

    const { id } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await checkout.ask(sendInvoiceUpdate, {});
    const [invoice] = (await checkout.facts()).invoices;
    await control(rig, 'POST', `/invoices/${invoice?.id}/pay`);
    await checkout.hear('invoice.closed', { invoiceId: String(invoice?.id) });
    await checkout.reaches('paid');
    expect(Math.max(...(await waits(id)))).toBeLessThan(AT_ONCE_MS);

    const waiting = await Promise.all(releases.map((each) => each.describe()));
    expect(waiting.map(({ status }) => status.name)).toEqual(releases.map(() => 'RUNNING'));
    expect(waiting.map(({ priority }) => priority?.priorityKey)).toEqual(releases.map(() => 5));
    await rig.stopWorkers();
    await Promise.all(releases.map((each) => each.terminate()));
  });
});

describe('workers of one role', () => {
  const rig = withRig({}, { worker: false });

  it('do each their own', async () => {
    const till = await rig.startWorker({ config: { role: 'till' } });
    const running = await reconciliation(rig);
    await authorizedCheckout(rig);
    const { raw } = await running.describe();
    expect(raw.pendingActivities).toMatchObject([{ activityType: { name: 'sweepInbox' }, attempt: 1, lastStartedTime: null }]);
    const background = await rig.startWorker({ config: { role: 'background' } });
    await expect(running.result()).resolves.toMatchObject({ looked: 1 });
    await background.stop();
    await till.stop();
  });

  it('of the till do what a build from before the background asks for', async () => {
    const code = await readFile(inject('services').bundlePath, 'utf8');
    const bundlePath = inject('services').bundlePath.replace('.cjs', '-one-queue.cjs');
    await writeFile(bundlePath, code.replace('`${taskQueue}-background`', 'taskQueue'));
    const till = await rig.startWorker({ id: 'before', bundlePath, config: { role: 'till' } });
    await expect((await reconciliation(rig)).result()).resolves.toMatchObject({ looked: 1 });
    await till.stop();
  });
});
