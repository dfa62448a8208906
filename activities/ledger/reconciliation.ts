import { and, asc, count, eq, gte, inArray, isNotNull, isNull, lt, ne, notExists, or, sql, sum, type SQL } from 'drizzle-orm';
import { isRecent, type CheckoutRow } from './checkouts.ts';
import type { Reconciling } from '../../workflows/contract/reconcile.ts';
import type { Ledger, Reader } from './database.ts';
import { checkouts, reconciledCheckouts as looks } from './schema/index.ts';

const at = (since: string): SQL => sql`${since}::timestamptz`;
const ms = (duration: number): SQL => sql`${duration} * interval '1 millisecond'`;

/** Before when something that rests was last looked at, so that it is due. */
const restedSince = ({ since, restMs }: Reconciling): SQL => sql`${at(since)} - ${ms(restMs ?? 0)}`;

/**
 * Takes in what there is to look at, and leaves out what there is no more. One that has ended since is looked at anew. Answers the
 * time. What is read every `restMs` begins at random, so that not all comes due at once.
 */
export async function enlistCheckouts(db: Ledger, endedSince: Date, restMs: number): Promise<string> {
  const recent = isRecent(db, endedSince);
  const ended = sql<boolean>`${checkouts.completedAt} is not null`;
  await db
    .insert(looks)
    .select((qb) =>
      qb
        .select({
          checkoutId: checkouts.id,
          channel: checkouts.channel,
          ended: ended.as('ended'),
          seenAt: sql<null>`null::timestamptz`.as('seen_at'),
          orderSeenAt: sql<null>`null::timestamptz`.as('order_seen_at'),
          strangerSeenAt: sql<null>`null::timestamptz`.as('stranger_seen_at'),
          followedAt: sql<Date>`now() - random() * ${ms(restMs)}`.as('followed_at'),
          told: sql<number>`0`.as('told'),
          released: sql<number>`0`.as('released'),
          unrepaired: sql<string[]>`'{}'::text[]`.as('unrepaired'),
        })
        .from(checkouts)
        .where(recent),
    )
    .onConflictDoUpdate({
      target: looks.checkoutId,
      set: { ended: sql`excluded.ended`, seenAt: null },
      setWhere: sql`${looks.ended} <> excluded.ended`,
    });
  const still = db
    .select({ id: checkouts.id })
    .from(checkouts)
    .where(and(eq(checkouts.id, looks.checkoutId), recent));
  await db.delete(looks).where(notExists(still));
  const { rows } = await db.execute<{ now: string }>(sql`select to_json(now())#>>'{}' as now`);
  return rows[0]?.now ?? new Date(0).toISOString();
}

const isUnseen = (before: SQL): SQL | undefined => or(isNull(looks.seenAt), lt(looks.seenAt, before));

const isDue = (due: Reconciling): SQL | undefined =>
  or(and(eq(looks.ended, false), isUnseen(at(due.since))), and(looks.ended, isUnseen(restedSince(due))));

/** How many looks are due, by channel. */
export async function countDue(db: Ledger, due: Reconciling): Promise<{ channel: string; left: number; orders: number }[]> {
  const orders = db.$count(checkouts, and(eq(checkouts.channel, looks.channel), isNotNull(checkouts.apruveOrderId)));
  return db.select({ channel: looks.channel, left: count(), orders }).from(looks).where(isDue(due)).groupBy(looks.channel);
}

/** How many looks are due in one channel. */
export const countDueIn = (db: Ledger, channel: string, due: Reconciling): Promise<number> =>
  db.$count(looks, and(eq(looks.channel, channel), isDue(due)));

/** A checkout that is to be looked at, and what of it need not be asked again. */
export interface DueCheckout {
  row: CheckoutRow;
  /** The list of all orders has shown its order as it is known here, and no other order with its number. */
  isOrderKnown: boolean;
  /** Everything that others can make of its invoices was read a short time ago, and may rest. */
  isResting: boolean;
}

/** The next checkouts of a channel: open ones, then ended ones, those that were not looked at for longest first. */
export async function dueCheckouts(db: Ledger, channel: string, due: Reconciling, limit: number): Promise<DueCheckout[]> {
  const open = await duePage(db, channel, false, due, limit);
  const ended = open.length < limit ? await duePage(db, channel, true, due, limit - open.length) : [];
  return [...open, ...ended];
}

async function duePage(db: Ledger, channel: string, ended: boolean, due: Reconciling, limit: number): Promise<DueCheckout[]> {
  const since = at(due.since);
  const before = ended ? restedSince(due) : since;
  const hasStranger = sql`coalesce(${looks.strangerSeenAt} >= ${since}, false)`;
  const isOwnKnown = sql`coalesce(${looks.orderSeenAt} >= ${since}, ${checkouts.apruveOrderId} is null)`;
  return db
    .select({
      row: checkouts,
      isOrderKnown: sql<boolean>`not ${hasStranger} and ${isOwnKnown}`,
      isResting: sql<boolean>`${looks.followedAt} >= ${restedSince(due)} and ${due.restMs !== null}`,
    })
    .from(looks)
    .innerJoin(checkouts, eq(checkouts.id, looks.checkoutId))
    .where(and(eq(looks.channel, channel), eq(looks.ended, ended), isUnseen(before)))
    .orderBy(sql`${looks.seenAt} asc nulls first`, asc(looks.checkoutId))
    .limit(limit);
}

/** What came of a look at one checkout. */
export interface Look {
  told: number;
  released: number;
  /** What a person has to look at. */
  unrepaired: string[];
  /** Everything was read that others can make of its invoices. */
  followed: boolean;
}

/** Keeps what came of a look, so that it is not done again in this reconciliation, whoever goes on with it. */
export async function storeLook(db: Ledger, checkoutId: string, { followed, ...look }: Look): Promise<void> {
  const now = sql`clock_timestamp()`;
  await db
    .update(looks)
    .set({ ...look, seenAt: now, ...(followed && { followedAt: now }) })
    .where(eq(looks.checkoutId, checkoutId));
}

/** Forgets why a person had to look at a checkout: it can quote Apruve. */
export async function forgetTroubles(db: Reader, checkoutId: string): Promise<void> {
  await db.update(looks).set({ unrepaired: [] }).where(eq(looks.checkoutId, checkoutId));
}

/** Marks the checkouts whose orders the list of all orders has shown as they are known, and those with an order that nobody has adopted. */
export async function storeListed(db: Ledger, known: readonly string[], strange: readonly string[]): Promise<void> {
  const now = sql`clock_timestamp()`;
  if (known.length > 0)
    await db
      .update(looks)
      .set({ orderSeenAt: now })
      .where(inArray(looks.checkoutId, [...known]));
  if (strange.length > 0)
    await db
      .update(looks)
      .set({ strangerSeenAt: now })
      .where(inArray(looks.checkoutId, [...strange]));
}

/** How many of those that need a person are named. */
const NAMED = 500;

/** What all looks since a time have come to. */
export async function sumOfLooks(db: Ledger, since: string) {
  const seen = gte(looks.seenAt, at(since));
  const [all] = await db
    .select({
      looked: count(),
      told: sum(looks.told).mapWith(Number),
      released: sum(looks.released).mapWith(Number),
      unrepairedInAll: sum(sql`cardinality(${looks.unrepaired})`).mapWith(Number),
    })
    .from(looks)
    .where(seen);
  const named = await db
    .select({ checkoutId: looks.checkoutId, why: sql<string>`unnest(${looks.unrepaired})` })
    .from(looks)
    .where(and(seen, ne(looks.unrepaired, [])))
    .orderBy(asc(looks.checkoutId))
    .limit(NAMED);
  const { looked = 0, told, released, unrepairedInAll } = all ?? {};
  return { looked, told: told ?? 0, released: released ?? 0, unrepairedInAll: unrepairedInAll ?? 0, unrepaired: named };
}
