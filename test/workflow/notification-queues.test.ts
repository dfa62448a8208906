import { afterEach, describe, expect, it, vi } from 'vitest';
import { dropQueue, holdQueues, keepHold, releaseQueue, type HeldQueue } from '../../activities/ledger/notification-queues.ts';
import {
  listNotifications,
  pendingNotifications,
  requeueNotification,
  writeNotifications,
} from '../../activities/ledger/outbox.ts';
import { openInLedger, storedAttempt } from '../support/opening.ts';
import { openCheckout } from '../support/shop.ts';
import { endHold } from '../support/tables.ts';
import { withReceiver, withRig } from '../support/with-rig.ts';

const HOUR_MS = 3_600_000;

describe('the queue of a checkout’s notifications', () => {
  const receiver = withReceiver();
  const rig = withRig(() => receiver.env, { worker: false });
  afterEach(() => {
    receiver.answer = () => null;
  });

  /** A checkout with one notification to send. */
  async function waiting(): Promise<string> {
    const row = await storedAttempt(rig);
    await openInLedger(rig, row);
    return row.id;
  }
  const hold = async (holder: string) => (await holdQueues(rig.ledger.db, holder, 100)).map(({ checkoutId }) => checkoutId);
  const first = async (checkoutId: string) => (await listNotifications(rig.ledger.db, { checkoutId }, { limit: 1 })).rows[0];
  const resend = async (checkoutId: string) => requeueNotification(rig.ledger.db, (await first(checkoutId))?.id ?? '');
  const write = (checkoutId: string) =>
    rig.ledger.db.transaction((tx) =>
      writeNotifications(tx, checkoutId, new Date(), {
        notifications: [{ type: 'checkout.authorized', invoiceId: null }],
        audience: { receivers: [{ id: 'environment', types: null, enabled: true }] },
      }),
    );
  async function held(): Promise<HeldQueue> {
    const checkoutId = await waiting();
    const queue = (await holdQueues(rig.ledger.db, 'mine', 100)).find((each) => each.checkoutId === checkoutId);
    if (queue === undefined) throw new Error('It was not due.');
    return queue;
  }

  it('is taken by one of those who ask at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, waiting));
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map(hold));
    expect(taken.flat().toSorted()).toEqual(ids.toSorted());
    expect(await hold('late')).toEqual([]);
  });

  it('is taken over when the hold of a sender ends, which then can do nothing with it', async () => {
    const { db } = rig.ledger;
    const queue = await held();
    await endHold(db, queue.checkoutId);
    expect(await hold('other')).toEqual([queue.checkoutId]);
    expect(await keepHold(db, queue)).toBe(false);
    expect(await dropQueue(db, queue)).toBe(false);
    await releaseQueue(db, queue, 0);
    expect(await hold('third')).toEqual([]);
  });

  it('stays where something was written while it was held', async () => {
    const { db } = rig.ledger;
    const queue = await held();
    await write(queue.checkoutId);
    expect(await dropQueue(db, queue)).toBe(false);
    await releaseQueue(db, queue, 0);
    expect(await hold('next')).toEqual([queue.checkoutId]);
    expect(await pendingNotifications(db, queue, 10)).toHaveLength(2);
  });

  it('keeps its pause when something is written, and ends it when one is resent', async () => {
    const { db } = rig.ledger;
    const queue = await held();
    await releaseQueue(db, queue, HOUR_MS);
    await write(queue.checkoutId);
    expect(await hold('early')).toEqual([]);
    await resend(queue.checkoutId);
    expect(await hold('at once')).toEqual([queue.checkoutId]);
  });

  it('is not taken from its sender by a resend, and has no pause after it', async () => {
    const { db } = rig.ledger;
    const queue = await held();
    await resend(queue.checkoutId);
    expect(await hold('second')).toEqual([]);
    expect(await dropQueue(db, queue)).toBe(false);
    await releaseQueue(db, queue, HOUR_MS);
    const [again] = await holdQueues(db, 'next', 1);
    expect(again).toMatchObject({ checkoutId: queue.checkoutId });
    if (again !== undefined) await releaseQueue(db, again, HOUR_MS);
    expect(await hold('after')).toEqual([]);
  });

  it('is given back at once by a worker that is stopped, with nothing recorded of the try that it ended', async () => {
    const before = receiver.tries.length;
    receiver.answer = () => new Promise(() => {});
    const worker = await rig.startWorker();
    const { id } = await openCheckout(rig);
    await vi.waitUntil(() => receiver.tries.length > before, { timeout: 60_000, interval: 20 });
    await worker.stop();
    receiver.answer = () => null;
    expect(await first(id)).toMatchObject({ state: 'pending', attempts: [] });
    expect(await hold('next')).toContain(id);
  });
});
