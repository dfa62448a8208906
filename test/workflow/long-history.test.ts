import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cancelUpdate, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { costOf } from '../support/history.ts';
import { processOf } from '../support/process.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { authorizedCheckout, control, fault } from '../support/shop.ts';
import { startTestTemporal } from '../stack/services.ts';

/** From here on this server finds a history long; Temporal's own default is 4,096. */
const LONG = 40;

describe('a history that Temporal finds long', () => {
  let rig: Rig;
  let server: Awaited<ReturnType<typeof startTestTemporal>>;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-long-'));
    server = await startTestTemporal(dir, [`limit.historyCount.suggestContinueAsNew=${LONG}`]);
    rig = await startRig({ TEMPORAL_ADDRESS: server.address, POLICY_STEP_BOUND: '3s', POLICY_STEP_RETRY: '1h' });
  });
  afterAll(async () => {
    await rig.stop();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('needs a person, who is told once; what is retried automatically does not go before it', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    const shown = async () => (await checkout.row()).attention;
    expect(await shown()).toBeNull();
    for (const amountCents of [1_000, 1_000]) await checkout.ask(sendInvoiceUpdate, { amountCents });
    await vi.waitUntil(async () => (await shown()) !== null, { timeout: 10_000, interval: 50 });
    const long = await shown();
    expect(long?.code).toBe('history-long');
    expect(Number(/grown to (\d+) events/.exec(long?.message ?? '')?.[1])).toBeGreaterThanOrEqual(LONG);

    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1000, status: 503 });
    await checkout.ask(sendInvoiceUpdate, { amountCents: 1_000 });
    expect(await shown()).toEqual(long);
    expect((await checkout.facts()).attentions.map(({ code }) => code)).toEqual(['history-long', 'apruve-unreachable']);
    await control(rig, 'DELETE', '/faults');
    await checkout.retry();
    expect(await shown()).toEqual(long);

    await checkout.ask(cancelUpdate, {});
    const history = await checkout.handle.fetchHistory();
    // Written down without Apruve: the long history and the stuck step.
    const told = history.events?.filter((event) => {
      const type = event.activityTaskScheduledEventAttributes?.activityType?.name;
      return type === 'record';
    });
    expect(costOf(history).events).toBeGreaterThan(LONG);
    expect(told).toHaveLength(2);
  });
});
