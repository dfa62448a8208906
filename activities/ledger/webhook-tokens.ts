import { and, desc, eq, isNull, lte, max, ne, or, sql } from 'drizzle-orm';
import { ENVIRONMENT_CHANNEL } from '../../workflows/contract/channel.ts';
import type { Reader } from './database.ts';
import { channels, webhookEvents, webhookTokens } from './schema/index.ts';

/** True of tokens that have not ended. */
export const isValidToken = sql`(${webhookTokens.validUntil} is null or ${webhookTokens.validUntil} > now())`;

/** A token of a check ends by itself, where the check does not come to drop it. */
const PROBE_MS = 60_000;
/** How exactly it is known when the last event came. */
export const EVENT_TIME_MS = 5_000;

const inMs = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

/** Adds a token beside the others. */
export async function addWebhookToken(db: Reader, channelId: string, hash: string): Promise<void> {
  await db.insert(webhookTokens).values({ hash, channelId });
}

/** Adds a token for a moment, with which the public address is tried. */
export async function addProbeToken(db: Reader, channelId: string, hash: string): Promise<void> {
  await db.insert(webhookTokens).values({ hash, channelId, isProbe: true, validUntil: inMs(PROBE_MS) });
}

/**
 * Lets all tokens but this one, and those that were made after it, end after `overlapMs`. Of two rotations at once the later one stays. Answers
 * when the last of them ends; null: there is no other.
 */
export async function endOtherTokens(db: Reader, channelId: string, hash: string, overlapMs: number): Promise<Date | null> {
  const ends = inMs(overlapMs);
  const isOther = and(eq(webhookTokens.channelId, channelId), ne(webhookTokens.hash, hash), eq(webhookTokens.isProbe, false));
  const madeAt = sql`(select made.created_at from ${webhookTokens} made where made.hash = ${hash})`;
  const isNotNewer = sql`${webhookTokens.createdAt} <= coalesce(${madeAt}, now())`;
  const ending = await db
    .update(webhookTokens)
    .set({ validUntil: sql`least(coalesce(${webhookTokens.validUntil}, ${ends}), ${ends})` })
    .where(and(isOther, isNotNewer, isValidToken))
    .returning({ validUntil: webhookTokens.validUntil });
  const times = ending.flatMap(({ validUntil }) => validUntil ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime())));
}

/** Ends a token at once. Its row stays until its address is removed at Apruve. */
export async function endToken(db: Reader, hash: string): Promise<void> {
  await db
    .update(webhookTokens)
    .set({ validUntil: sql`now()` })
    .where(eq(webhookTokens.hash, hash));
}

/** Ends all tokens of a channel at once. */
export async function endTokens(db: Reader, channelId: string): Promise<void> {
  await db
    .update(webhookTokens)
    .set({ validUntil: sql`now()` })
    .where(and(eq(webhookTokens.channelId, channelId), isValidToken));
}

/** Forgets a token. */
export async function dropToken(db: Reader, hash: string): Promise<void> {
  await db.delete(webhookTokens).where(eq(webhookTokens.hash, hash));
}

/** A channel with tokens that have ended. */
export interface EndedTokens {
  channelId: string;
  isDeleted: boolean;
  hashes: string[];
}

/** The tokens that have ended, whose addresses may still be registered at Apruve; those of deleted channels too. */
export async function endedTokens(db: Reader): Promise<EndedTokens[]> {
  return db
    .select({
      channelId: channels.id,
      isDeleted: sql<boolean>`${channels.deletedAt} is not null`,
      hashes: sql<string[]>`array_agg(${webhookTokens.hash})`,
    })
    .from(webhookTokens)
    .innerJoin(channels, eq(channels.id, webhookTokens.channelId))
    .where(lte(webhookTokens.validUntil, sql`now()`))
    .groupBy(channels.id);
}

/** Notes that a signed event came by this token. */
export async function noteEvent(db: Reader, hash: string): Promise<void> {
  const isStale = or(
    isNull(webhookTokens.lastEventAt),
    lte(webhookTokens.lastEventAt, sql`now() - ${EVENT_TIME_MS} * interval '1 millisecond'`),
  );
  await db
    .update(webhookTokens)
    .set({ lastEventAt: sql`now()` })
    .where(and(eq(webhookTokens.hash, hash), isStale));
}

/** A webhook address of a channel, by the hash of its token; null of the environment's. */
export interface WebhookAddress {
  hash: string | null;
  createdAt: Date | null;
  validUntil: Date | null;
  lastEventAt: Date | null;
}

/** The addresses that a channel has now, the newest first. */
export async function webhookAddresses(db: Reader, channelId: string): Promise<WebhookAddress[]> {
  if (channelId === ENVIRONMENT_CHANNEL) {
    const [last] = await db
      .select({ at: max(webhookEvents.receivedAt) })
      .from(webhookEvents)
      .where(eq(webhookEvents.channel, channelId));
    return [{ hash: null, createdAt: null, validUntil: null, lastEventAt: last?.at ?? null }];
  }
  const { hash, createdAt, validUntil, lastEventAt } = webhookTokens;
  return db
    .select({ hash, createdAt, validUntil, lastEventAt })
    .from(webhookTokens)
    .where(and(eq(webhookTokens.channelId, channelId), eq(webhookTokens.isProbe, false), isValidToken))
    .orderBy(desc(webhookTokens.createdAt));
}
