import { and, asc, eq, inArray, sql, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import type { Ledger, Reader, Transaction } from './database.ts';
import { notificationQueues, notifications, receivers } from './schema/index.ts';

export type ReceiverRow = InferSelectModel<typeof receivers>;
/** A receiver to be stored; its secret is sealed already. */
export type NewReceiver = Pick<
  InferInsertModel<typeof receivers>,
  'id' | 'channelId' | 'url' | 'secretSealed' | 'types' | 'enabled'
>;
export type ReceiverChange = Partial<Pick<ReceiverRow, 'url' | 'secretSealed' | 'types' | 'enabled'>>;

/** The receivers of these channels, the oldest first. */
export async function listReceivers(db: Reader, channelIds: readonly string[]): Promise<ReceiverRow[]> {
  return db
    .select()
    .from(receivers)
    .where(inArray(receivers.channelId, [...channelIds]))
    .orderBy(asc(receivers.createdAt), asc(receivers.id));
}

/** The address of the first receiver of each of these channels that has one. */
export async function firstReceiverUrls(db: Reader, channelIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map((await listReceivers(db, channelIds)).toReversed().map(({ channelId, url }) => [channelId, url]));
}

export async function storeReceiver(tx: Transaction, receiver: NewReceiver): Promise<ReceiverRow> {
  const [row] = await tx.insert(receivers).values(receiver).returning();
  if (row === undefined) throw new Error(`The receiver ${receiver.id} was not stored.`);
  return row;
}

const is = (channelId: string, id: string) => and(eq(receivers.channelId, channelId), eq(receivers.id, id));

/** The receiver of this id in a channel; null where there is none. */
export async function findReceiver(db: Ledger, channelId: string, id: string): Promise<ReceiverRow | null> {
  const [row] = await db.select().from(receivers).where(is(channelId, id));
  return row ?? null;
}

/** Changes a receiver; null where there is none. What waits for one that is disabled is given up. */
export async function changeReceiver(
  tx: Transaction,
  channelId: string,
  id: string,
  change: ReceiverChange,
): Promise<ReceiverRow | null> {
  const [row] = await tx
    .update(receivers)
    .set({ ...change, updatedAt: sql`now()` })
    .where(is(channelId, id))
    .returning();
  if (row?.enabled === false) await giveUp(tx, id);
  return row ?? null;
}

/** Deletes a receiver with its secret, and gives up what waits for it. What it was told can still be read. False where there is none. */
export async function deleteReceiver(tx: Transaction, channelId: string, id: string): Promise<boolean> {
  const deleted = await tx.delete(receivers).where(is(channelId, id)).returning({ id: receivers.id });
  if (deleted.length > 0) await giveUp(tx, id);
  return deleted.length > 0;
}

async function giveUp(tx: Transaction, receiverId: string): Promise<void> {
  const waiting = and(eq(notifications.receiverId, receiverId), eq(notifications.state, 'pending'));
  await tx.update(notifications).set({ state: 'failed' }).where(waiting);
  await tx.delete(notificationQueues).where(eq(notificationQueues.receiverId, receiverId));
}
