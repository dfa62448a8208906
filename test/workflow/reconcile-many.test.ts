import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { storeChannel } from '../../activities/ledger/channels.ts';
import { reserveRequests } from '../../activities/ledger/pace.ts';
import { secretBox } from '../../worker/platform/secret-box.ts';
import { reconcileScheduleId } from '../../worker/platform/workflow-client/reconcile-schedule.ts';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { RECONCILE_WORKFLOW_TYPE, reconcileProgressQuery, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { DEFAULT_RULES } from '../../worker/platform/channels.ts';
import { deployedWorker } from '../support/deployed-worker.ts';
import { seedOpenCheckouts, seedUnknown } from '../support/many-checkouts.ts';
import { processOf } from '../support/process.ts';
import { anOrder, authorizedCheckout, control, fault } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

/** `npm run drill -- reconcile` takes 100,000 of them, and prints what it measures. */
const COUNT = Number(process.env['RECONCILE_CHECKOUTS'] ?? 300);
const IS_DRILL = process.env['RECONCILE_CHECKOUTS'] !== undefined;
const RATE = IS_DRILL ? 400 : 100;
/** Too short to ask for everything within it. */
const EVERY_MS = Math.floor((COUNT * 2_000) / RATE);
const CHANGED = 3;
/** More than two pages, so that something is left when nothing has been answered. */
const DEAD = 201;
/** Looks at once. */
const IN_FLIGHT = 16;

const began = performance.now();
const tell = (text: string): void => {
  if (IS_DRILL) process.stdout.write(`${((performance.now() - began) / 1_000).toFixed(0).padStart(6)} s  ${text}\n`);
};

describe('the reconciliation of many checkouts', () => {
  const env = { POLICY_RECONCILE_EVERY: `${EVERY_MS}ms`, RECONCILE_REQUESTS_PER_SECOND: String(RATE) };
  const rig = withRig(env, { requestsKept: COUNT * 10 });
  const workflow = () => rig.temporal.client.workflow;
  const start = () =>
    workflow().start<() => Promise<ReconcileResult>>(RECONCILE_WORKFLOW_TYPE, {
      workflowId: `reconcile-${randomUUID()}`,
      taskQueue: rig.config.temporal.taskQueue,
    });
  /** What the sandbox was asked since a time, by path. */
  const asked = async (since: string): Promise<Map<string, number>> => {
    const { items } = await control<{ items: { method: string; path: string }[] }>(rig, 'GET', `/requests?since=${since}`);
    const paths = items.flatMap(({ method, path }) => (method === 'GET' ? [path] : []));
    return paths.reduce((counts, path) => counts.set(path, (counts.get(path) ?? 0) + 1), new Map<string, number>());
  };
  const sum = (counts: Iterable<number>): number => [...counts].reduce((all, each) => all + each, 0);

  /** A checkout whose invoice was paid, of which no event came. */
  async function changed(): Promise<string> {
    const { id } = await authorizedCheckout(rig, anOrder());
    await processOf(rig, id).ask(sendInvoiceUpdate, {});
    const [invoice] = (await processOf(rig, id).facts()).invoices;
    await control(rig, 'POST', `/invoices/${invoice?.id}/pay`, { silent: true });
    return id;
  }

  /** A channel whose key Apruve does not take. */
  async function deadChannel(): Promise<void> {
    const { merchantId } = rig.sandbox.merchants.second;
    const apiKeySealed = secretBox(rig.config.secrets.keys).seal('0'.repeat(32));
    const shop = { name: 'Dead', labels: {}, paidMeans: 'closed', rules: DEFAULT_RULES, policy: {}, mode: 'test' } as const;
    await storeChannel(rig.ledger.db, { ...shop, id: 'dead', merchantId, apiKeySealed });
    await seedUnknown(rig, 'dead', DEAD);
  }

  it(
    'goes on where a killed worker was: nothing is left out, nothing begins anew, and no other channel waits for a dead one',
    { timeout: IS_DRILL ? 7_200_000 : 240_000 },
    async () => {
      await rig.temporal.client.schedule.getHandle(reconcileScheduleId(rig.config.temporal.taskQueue)).pause();
      await deadChannel();
      const seeded = await seedOpenCheckouts(rig, COUNT, (done) => done % 10_000 === 0 && tell(`${done} checkouts seeded`));
      const told = await Promise.all(Array.from({ length: CHANGED }, changed));
      const owed = seeded.flatMap(({ kind, apruveOrderId }) =>
        kind === 'owed' ? [`/api/v4/orders/${apruveOrderId}/invoices`] : [],
      );
      const unreadable = seeded.find(({ kind }) => kind === 'owed');
      await fault(rig, { method: 'GET', path: `/orders/${unreadable?.apruveOrderId}/invoices`, times: 1_000, status: 500 });
      await rig.stopWorkers();

      const { child } = await deployedWorker(rig);
      const since = new Date().toISOString();
      const startedAt = performance.now();
      const run = await start();
      const third = async () =>
        [...(await asked(since)).keys()].filter((path) => path.endsWith('/invoices')).length > owed.length / 3;
      await vi.waitUntil(third, { timeout: 3_600_000, interval: IS_DRILL ? 2_000 : 50 });
      child.kill('SIGKILL');
      const killedAt = performance.now();
      tell('worker killed');
      const before = sum((await asked(since)).values());
      await deployedWorker(rig);
      const readyAt = performance.now();
      await vi.waitUntil(async () => sum((await asked(since)).values()) > before, { timeout: 60_000, interval: 100 });
      tell(
        `goes on ${((performance.now() - killedAt) / 1_000).toFixed(1)} s after the kill, ${((performance.now() - readyAt) / 1_000).toFixed(1)} s after a worker was there`,
      );
      if (IS_DRILL) showProgress(run.workflowId).catch(() => undefined);

      const result = await run.result();
      const seconds = (performance.now() - startedAt) / 1_000;
      const requests = await asked(since);
      tell(
        `${JSON.stringify({ ...result, unrepaired: result.unrepaired.length })}, ${sum(requests.values())} requests in ${seconds.toFixed(0)} s`,
      );
      // One that was told as the worker was killed has taken it in, and nobody has counted that.
      expect(result.released).toBe(0);
      expect(CHANGED - result.told).toBeOneOf([0, 1, 2]);
      const inDead = result.looked - COUNT - CHANGED;
      expect(inDead).toBeOneOf(Array.from({ length: DEAD - 1 }, (_, n) => n + 1));
      expect(result.heldUp).toMatchObject([{ channel: 'dead', why: expect.stringContaining('API key') }]);
      expect(result.unrepairedInAll).toBe(inDead + 1);
      expect(result.unrepaired).toContainEqual({ checkoutId: unreadable?.id, why: expect.stringContaining('500') });
      for (const id of told) await processOf(rig, id).reaches('paid');

      expect(owed.filter((path) => !requests.has(path))).toEqual([]);
      expect(sum(owed.map((path) => requests.get(path) ?? 0)) - owed.length).toBeLessThanOrEqual(IN_FLIGHT);
      const perChanged = 20;
      expect(sum(requests.values())).toBeLessThan(COUNT * 0.7 + CHANGED * perChanged + DEAD + IN_FLIGHT);
      expect(sum(requests.values()) / seconds).toBeLessThan(RATE);

      await control(rig, 'DELETE', '/faults');
      const again = await (await start()).result();
      expect(again).toMatchObject({ told: 0, released: 0, swept: 0 });
      expect(again.unrepaired.filter(({ checkoutId }) => seeded.some(({ id }) => id === checkoutId))).toEqual([]);
      const progress = await workflow().getHandle(run.workflowId).query(reconcileProgressQuery);
      expect(progress).toMatchObject({ total: COUNT + CHANGED + DEAD });
      const walked = [expect.objectContaining({ channel: 'default', left: 0 }), expect.objectContaining({ channel: 'dead' })];
      expect(progress?.channels).toEqual(expect.arrayContaining(walked));
    },
  );

  /** Tells each tenth as it is reached. */
  async function showProgress(workflowId: string): Promise<void> {
    const read = () => workflow().getHandle(workflowId).query(reconcileProgressQuery);
    for (let tenth = 1; tenth < 10; tenth += 1) {
      const reached = async () => {
        const { done = 0, total = 1 } = (await read().catch(() => null)) ?? {};
        return done >= (total * tenth) / 10 && `${done} of ${total} checkouts`;
      };
      tell(await vi.waitUntil(reached, { timeout: 3_600_000, interval: 2_000 }));
    }
  }

  it('sends its requests one after the other, however many workers reserve them', async () => {
    const channel = `paced-${randomUUID()}`;
    const now = performance.now();
    const at = await Promise.all(
      Array.from({ length: 12 }, async () => (await reserveRequests(rig.ledger.db, channel, 5, 20)) + performance.now() - now),
    );
    at.sort((one, other) => one - other);
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(11 * 100 * 0.8);
  });
});
