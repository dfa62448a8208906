import { and, asc, eq, lte, sql, type SQL } from 'drizzle-orm';
import type { Ledger, Transaction } from './database.ts';
import { insertFrom } from './insert-from.ts';
import { notificationQueues } from './schema/index.ts';

/** What a receiver has to be told of a checkout. One that is down holds up no other. */
export interface Queue {
  checkoutId: string;
  receiverId: string;
}

/** A queue of pending notifications, held by one sender: until `HOLD_MS` after it was last held, nobody else takes them. */
export interface HeldQueue extends Queue {
  holder: string;
  /** How many changes it had when it was taken. */
  changes: number;
}

/** A killed sender is replaced after this time. One that lives keeps its hold long before. */
const HOLD_MS = 6_000;

/** In this many milliseconds, by the database's clock, which all senders share. */
const after = (ms: number): SQL => sql`now() + ${ms} * interval '1 millisecond'`;

const ONE_MORE = sql`${notificationQueues.changes} + 1`;

/** The statement that queues what is written with it, once for each row of `from`. A pause that a queue is in goes on. */
export const queueWritten = (queues: readonly Queue[], from: SQL): SQL =>
  sql`${insertFrom(notificationQueues, from, { rows: queues })} on conflict (checkout_id, receiver_id) do update set changes = ${ONE_MORE}`;

/** Ends the pause that a queue is in; while a sender has it, the next pause is left out. */
export async function queueResent(tx: Transaction, { checkoutId, receiverId }: Queue): Promise<void> {
  const dueAt = sql`case when ${notificationQueues.holder} is null then now() else ${notificationQueues.dueAt} end`;
  await tx
    .insert(notificationQueues)
    .values({ checkoutId, receiverId })
    .onConflictDoUpdate({
      target: [notificationQueues.checkoutId, notificationQueues.receiverId],
      set: { changes: ONE_MORE, atOnce: true, dueAt },
    });
}

const idOf = { checkoutId: notificationQueues.checkoutId, receiverId: notificationQueues.receiverId };

/** Takes up to `limit` queues that are due, the longest due first. None is taken twice, however many ask at once. */
export async function holdQueues(db: Ledger, holder: string, limit: number): Promise<HeldQueue[]> {
  const due = db.$with('due').as(
    db
      .select(idOf)
      .from(notificationQueues)
      .where(lte(notificationQueues.dueAt, sql`now()`))
      .orderBy(asc(notificationQueues.dueAt))
      .limit(limit)
      .for('update', { skipLocked: true }),
  );
  const held = await db
    .with(due)
    .update(notificationQueues)
    .set({ holder, dueAt: after(HOLD_MS), atOnce: false })
    .from(due)
    .where(and(eq(notificationQueues.checkoutId, due.checkoutId), eq(notificationQueues.receiverId, due.receiverId)))
    .returning({ ...idOf, changes: notificationQueues.changes });
  return held.map((queue) => ({ ...queue, holder }));
}

const isHeld = ({ checkoutId, receiverId, holder }: HeldQueue): SQL | undefined =>
  and(
    eq(notificationQueues.checkoutId, checkoutId),
    eq(notificationQueues.receiverId, receiverId),
    eq(notificationQueues.holder, holder),
  );

/** True of a queue that is still held, and to which nothing was written since it was taken. */
export const isUnchanged = (queue: HeldQueue): SQL | undefined =>
  and(isHeld(queue), eq(notificationQueues.changes, queue.changes));

/** Holds a queue for as long again. False where another sender has it by now. */
export async function keepHold(db: Ledger, queue: HeldQueue): Promise<boolean> {
  const kept = await db
    .update(notificationQueues)
    .set({ dueAt: after(HOLD_MS) })
    .where(isHeld(queue))
    .returning({ id: notificationQueues.checkoutId });
  return kept.length > 0;
}

/** Gives a queue back, to be taken after a pause of `pauseMs`: at once where a notification was resent meanwhile. */
export async function releaseQueue(db: Ledger, queue: HeldQueue, pauseMs: number): Promise<void> {
  await db
    .update(notificationQueues)
    .set({ holder: null, dueAt: sql`case when ${notificationQueues.atOnce} then now() else ${after(pauseMs)} end` })
    .where(isHeld(queue));
}

/** Drops a queue whose notifications have all been sent. False, and it stays, where more was written since it was taken. */
export async function dropQueue(db: Ledger, queue: HeldQueue): Promise<boolean> {
  const dropped = await db.delete(notificationQueues).where(isUnchanged(queue)).returning({ id: notificationQueues.checkoutId });
  return dropped.length > 0;
}
