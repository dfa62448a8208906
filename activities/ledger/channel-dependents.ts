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
  apiKeys: number;
  users: number;
}

/** How many checkouts are named. */
const SHOWN = 20;

/** What hangs on a channel: checkouts that have not ended, receivers, keys that were not revoked, users. */
export async function dependentsOf(db: Ledger, id: string): Promise<Dependents> {
  const running = and(eq(checkouts.channel, id), isNull(checkouts.completedAt));
  const { id: checkoutId, merchantOrderId, status } = checkouts;
  const [count, oldest, told, keys, people] = await Promise.all([
    db.$count(checkouts, running),
    db
      .select({ id: checkoutId, merchantOrderId, status })
      .from(checkouts)
      .where(running)
      .orderBy(asc(checkouts.createdAt))
      .limit(SHOWN),
    listReceivers(db, [id]),
    db.$count(apiKeys, and(eq(apiKeys.channel, id), isNull(apiKeys.revokedAt))),
    db.$count(users, and(sql`jsonb_exists(${users.roles}, ${id})`, isNull(users.removedAt))),
  ]);
  const receivers = told.map(({ id: receiver, url }) => ({ id: receiver, url }));
  return { runningCheckouts: count, checkouts: oldest, receivers, apiKeys: keys, users: people };
}
