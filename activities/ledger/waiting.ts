import { count, eq, isNotNull, min, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Ledger } from './database.ts';
import { checkouts, notificationQueues, notifications, unsettled, webhookEvents } from './schema/index.ts';

/** What waits in the ledger; ages in seconds, 0 where nothing waits. */
export interface Waiting {
  attention: Record<string, number>;
  notifications: { count: number; oldestSeconds: number };
  events: { count: number; oldestSeconds: number };
}

const ageOf = (time: PgColumn): SQL<number> => sql<number>`coalesce(extract(epoch from now() - ${min(time)}), 0)`.mapWith(Number);

/** Counts what waits: for a person, for a shop, or for a process. Each query reads a partial index of what waits, not the tables. */
export async function readWaiting(db: Ledger): Promise<Waiting> {
  const code = sql<string>`${checkouts.attention}->>'code'`;
  const [attention, queues, [pending], [events]] = await Promise.all([
    db.select({ code, count: count() }).from(checkouts).where(isNotNull(checkouts.attention)).groupBy(code),
    db.$count(notificationQueues),
    db
      .select({ age: ageOf(notifications.happenedAt) })
      .from(notifications)
      .where(eq(notifications.state, 'pending')),
    db
      .select({ count: count(), age: ageOf(webhookEvents.receivedAt) })
      .from(webhookEvents)
      .where(unsettled(webhookEvents.outcome)),
  ]);
  return {
    attention: Object.fromEntries(attention.map((each) => [each.code, each.count])),
    notifications: { count: queues, oldestSeconds: pending?.age ?? 0 },
    events: { count: events?.count ?? 0, oldestSeconds: events?.age ?? 0 },
  };
}
