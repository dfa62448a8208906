import { and, asc, eq, inArray, isNotNull, isNull, sql, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import { endTokens, isValidToken } from './webhook-tokens.ts';
import type { Ledger, Reader, Transaction } from './database.ts';
import { channels, checkouts, notificationQueues, notifications, receivers, webhookTokens } from './schema/index.ts';

export type ChannelRow = InferSelectModel<typeof channels>;
/** A channel to be stored; its secrets are sealed already. */
export type NewChannel = InferInsertModel<typeof channels>;
/** What may change of it: everything but its id and mode. */
export type ChannelChange = Partial<Omit<NewChannel, 'id' | 'mode' | 'version' | 'createdAt' | 'updatedAt' | 'deletedAt'>>;

/** A channel, and the hashes of the tokens that its webhooks may carry now. */
export interface StoredChannel {
  channel: ChannelRow;
  tokenHashes: readonly string[];
}

/** Stores a channel; null where its id is taken, also by one that was deleted. */
export async function storeChannel(db: Reader, channel: NewChannel): Promise<ChannelRow | null> {
  const [row] = await db.insert(channels).values(channel).onConflictDoNothing().returning();
  return row ?? null;
}

/** Every channel that was not deleted, oldest first, with its valid tokens. */
export async function listChannels(db: Ledger): Promise<StoredChannel[]> {
  const rows = await db
    .select({ channel: channels, hash: webhookTokens.hash })
    .from(channels)
    .leftJoin(webhookTokens, and(eq(webhookTokens.channelId, channels.id), isValidToken))
    .where(isNull(channels.deletedAt))
    .orderBy(asc(channels.createdAt), asc(channels.id));
  const stored = new Map<string, { channel: ChannelRow; tokenHashes: string[] }>();
  for (const { channel, hash } of rows) {
    const known = stored.get(channel.id) ?? { channel, tokenHashes: [] };
    if (hash !== null) known.tokenHashes.push(hash);
    stored.set(channel.id, known);
  }
  return [...stored.values()];
}

/** The channel of this id, a deleted one too; null where there never was one. */
export async function findChannel(db: Ledger, id: string): Promise<ChannelRow | null> {
  const [row] = await db.select().from(channels).where(eq(channels.id, id));
  return row ?? null;
}

/** True of a channel that was deleted. */
export const isDeletedChannel = async (db: Ledger, id: string): Promise<boolean> =>
  (await findChannel(db, id))?.deletedAt != null;

/** The channel of this id, which nobody else changes before the transaction ends; null where there is none, or it was deleted. */
export async function lockChannel(tx: Transaction, id: string): Promise<ChannelRow | null> {
  const [row] = await tx
    .select()
    .from(channels)
    .where(and(eq(channels.id, id), isNull(channels.deletedAt)))
    .for('update');
  return row ?? null;
}

/** Changes a channel; null where there is none, or it was deleted. */
export async function changeChannel(db: Reader, id: string, change: ChannelChange): Promise<ChannelRow | null> {
  const [row] = await db
    .update(channels)
    .set({ ...change, version: sql`${channels.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(channels.id, id), isNull(channels.deletedAt)))
    .returning();
  return row ?? null;
}

/**
 * Deletes a channel: its row and its checkouts stay, and what its shop was not told is given up. No event comes by its addresses any more; its API key stays sealed until they are
 * removed at Apruve, which takes it. Refused while a checkout runs. One that is stored at the same moment finds no channel when it is opened, and is given up.
 */
export async function deleteChannel(db: Reader, id: string): Promise<'deleted' | 'in-use' | 'unknown'> {
  return db.transaction(async (tx) => {
    const [row] = await tx
      .select({ id: channels.id })
      .from(channels)
      .where(and(eq(channels.id, id), isNull(channels.deletedAt)))
      .for('update');
    if (row === undefined) return 'unknown';
    const running = and(eq(checkouts.channel, id), isNull(checkouts.completedAt));
    if ((await tx.$count(checkouts, running)) > 0) return 'in-use';
    await tx.delete(receivers).where(eq(receivers.channelId, id));
    await endTokens(tx, id);
    await giveUpNotifications(tx, id);
    await tx
      .update(channels)
      .set({ enabled: false, deletedAt: sql`now()` })
      .where(eq(channels.id, id));
    return 'deleted';
  });
}

/** Forgets the API key of a deleted channel, for good. */
export async function forgetKey(db: Reader, id: string): Promise<void> {
  await db
    .update(channels)
    .set({ apiKeySealed: '' })
    .where(and(eq(channels.id, id), isNotNull(channels.deletedAt)));
}

async function giveUpNotifications(tx: Transaction, channel: string): Promise<void> {
  const waiting = and(eq(notifications.channel, channel), eq(notifications.state, 'pending'));
  const ended = tx.select({ id: checkouts.id }).from(checkouts).where(eq(checkouts.channel, channel));
  await tx.update(notifications).set({ state: 'failed' }).where(waiting);
  await tx.delete(notificationQueues).where(inArray(notificationQueues.checkoutId, ended));
}
