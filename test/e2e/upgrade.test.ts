import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { storeBuild } from '../../activities/ledger/builds.ts';
import { openLedger } from '../../activities/ledger/database.ts';
import { buildOf } from '../../worker/builds/build.ts';
import { deploymentOf, type Deployment } from '../../worker/builds/deployment.ts';
import { promote } from '../../worker/builds/promote.ts';
import { connectTemporal, createLogger, type Temporal } from '../../worker/platform/index.ts';
import { startWorker } from '../../worker/run.ts';
import { newPlace, startTestStack, type Checkout, type Place, type TestStack } from '../support/stack.ts';
import { storefront } from '../support/storefront.ts';
import { removeBuild } from '../support/tables.ts';

/** What the next release changes: a step more before each invoice, which no history of today has, and a field more in what is carried. */
const CHANGES = [
  ['checkout.invoiceRequests.remember(plan);', "await checkout.perform({ type: 'readOrder', orderId: order.id });"],
  ['steps: steps.carried,', "later: 'what the next release adds',"],
] as const;

function nextRelease(bundle: string): string {
  return CHANGES.reduce((code, [after, added]) => {
    if (code.split(after).length !== 2) throw new Error(`The bundle has no single ${after}`);
    return code.replace(after, `${after} ${added}`);
  }, bundle);
}

/*
 * `npm start` with the code of one release after the other, over the same database and Temporal, while checkouts are under way. The tests
 * follow each other.
 */
describe('an upgrade', () => {
  let place: Place;
  let stack: TestStack;
  let files: Record<'today' | 'next', string>;
  let ids: Record<'today' | 'next', string>;
  let waiting: Checkout[];
  /** Stays connected while no stack runs. */
  let temporal: Temporal;

  beforeAll(async () => {
    place = await newPlace();
    const code = await readFile(inject('services').bundlePath, 'utf8');
    files = { today: inject('services').bundlePath, next: join(place.dir, 'next.cjs') };
    await writeFile(files.next, nextRelease(code));
    ids = { today: buildOf(code).id, next: buildOf(nextRelease(code)).id };
    await start('today');
    temporal = await connectTemporal(stack.config);
    const shop = storefront(stack);
    waiting = await Promise.all([1, 2, 3, 4].map(() => shop.authorized()));
    await askAll();
  });
  afterAll(async () => {
    await stack.stop({ replay: false });
    await temporal.close();
    await rm(place.dir, { recursive: true, force: true });
  });

  const start = async (release: 'today' | 'next'): Promise<void> => {
    stack = await startTestStack({ WORKFLOW_BUNDLE: files[release] }, place);
  };
  const restart = async (release: 'today' | 'next'): Promise<void> => {
    await stack.stop({ replay: false });
    await start(release);
  };
  const deployment = (): Deployment => {
    const { namespace, taskQueue } = stack.config.temporal;
    return deploymentOf(temporal.client, namespace, taskQueue);
  };
  const invoice = async (id: string): Promise<number> =>
    (await stack.api('POST', `/v1/checkouts/${id}/invoices`, { amount_cents: 100 })).status;
  const askAll = async (): Promise<number[]> => Promise.all(waiting.map(({ id }) => invoice(id)));
  const created = (): number[] => waiting.map(() => 201);
  const allOn = (release: 'today' | 'next') =>
    vi.waitFor(
      async () => {
        const other = release === 'today' ? 'next' : 'today';
        expect(await deployment().running(ids[other])).toBe(0);
        expect(await deployment().running(ids[release])).toBe(waiting.length);
      },
      { timeout: 60_000, interval: 200 },
    );
  const failedTasks = async (): Promise<number> => {
    const histories = waiting.map(({ id }) => stack.temporal.client.workflow.getHandle(id).fetchHistory());
    const events = (await Promise.all(histories)).flatMap((history) => history.events ?? []);
    return events.filter(({ workflowTaskFailedEventAttributes: failed }) => failed != null).length;
  };

  it('answers what is asked at once, and every checkout goes to the next release by itself', async () => {
    await restart('next');
    expect(await askAll()).toEqual(created());
    waiting.push(await storefront(stack).authorized());
    await allOn('next');
    expect(await failedTasks()).toBe(0);
  });

  it('can be taken back: the older release goes on with what the newer one has carried, also a checkout that began there', async () => {
    expect(await askAll()).toEqual(created());
    await restart('today');
    expect(await askAll()).toEqual(created());
    await allOn('today');
    expect(await failedTasks()).toBe(0);
  });

  it('jams nothing where everything is killed before a process was told', async () => {
    await stack.stop({ replay: false });
    const next = await startWorker(
      stack.config,
      { id: ids.next, code: await readFile(files.next, 'utf8') },
      { log: createLogger('error', 'worker') },
    );
    await promote(deployment(), ids.next);
    await next.stop();
    expect(await deployment().running(ids.today)).toBe(waiting.length);
    await start('next');
    expect(await askAll()).toEqual(created());
    await allOn('next');
    expect(await failedTasks()).toBe(0);
  });

  it('waits for a build that is missing, and goes on once it is stored', async () => {
    const ledger = openLedger(place.databaseUrl, { max: 1 });
    const [first] = waiting;
    const ask = (): Promise<number> => invoice(String(first?.id));
    try {
      const missing = await removeBuild(ledger.db, ids.next);
      await restart('today');
      expect([202, 503]).toContain(await ask());
      expect((await storefront(stack).authorized()).status).toBe('authorized');
      await storeBuild(ledger.db, missing);
      await vi.waitUntil(async () => (await ask()) === 201, { timeout: 60_000, interval: 500 });
      await vi.waitUntil(async () => (await deployment().running(ids.next)) === 0, { timeout: 60_000, interval: 200 });
    } finally {
      await ledger.close();
    }
  });
});
