import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Status } from '../../workflows/contract/checkout.ts';
import type { Ledger } from './database.ts';
import { listReceivers } from './receivers.ts';
import { apiKeys, checkouts, users } from './schema/index.ts';

/** What hangs on a channel. */
export interface Dependents {
  runningCheckouts: number;
  /** The oldest of them. */
  checkouts: { id: string; merchantOrderId: string; status: Status }[];
  receivers: { id: string; url: string }[];
  apiKeys: Named;
  users: Named;
}

/** How many there are, and the first of them by name. */
interface Named {
  count: number;
  first: { id: string; name: string }[];
}

/** How many of each are named. */
const SHOWN = 20;

/** What hangs on a channel: checkouts that have not ended, receivers, keys that were not revoked, users. */
export async function dependentsOf(db: Ledger, id: string): Promise<Dependents> {
  const running = and(eq(checkouts.channel, id), isNull(checkouts.completedAt));
  const { id: checkoutId, merchantOrderId, status } = checkouts;
  const ofKeys = and(eq(apiKeys.channel, id), isNull(apiKeys.revokedAt));
  const ofUsers = and(sql`jsonb_exists(${users.roles}, ${id})`, isNull(users.removedAt));
  const [count, oldest, told, keyCount, keys, userCount, people] = await Promise.all([
    db.$count(checkouts, running),
    db
      .select({ id: checkoutId, merchantOrderId, status })
      .from(checkouts)
      .where(running)
      .orderBy(asc(checkouts.createdAt))
      .limit(SHOWN),
    listReceivers(db, [id]),
    db.$count(apiKeys, ofKeys),
    db.select({ id: apiKeys.id, name: apiKeys.name }).from(apiKeys).where(ofKeys).orderBy(asc(apiKeys.name)).limit(SHOWN),
    db.$count(users, ofUsers),
    db.select({ id: users.id, name: users.name }).from(users).where(ofUsers).orderBy(asc(users.name)).limit(SHOWN),
  ]);
  const receivers = told.map(({ id: receiver, url }) => ({ id: receiver, url }));
  return {
    runningCheckouts: count,
    checkouts: oldest,
    receivers,
    apiKeys: { count: keyCount, first: keys },
    users: { count: userCount, first: people },
  };
}
