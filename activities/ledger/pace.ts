import { sql } from 'drizzle-orm';
import type { Ledger } from './database.ts';
import { apruvePaces } from './schema/index.ts';

/**
 * Reserves the next `count` requests of a channel, `gapMs` apart, and answers in how many milliseconds the first of them may be sent. No
 * two callers get the same time, whichever process they are in: the clock is the database's.
 */
export async function reserveRequests(db: Ledger, channel: string, count: number, gapMs: number): Promise<number> {
  const length = sql`${count * gapMs} * interval '1 millisecond'`;
  const [row] = await db
    .insert(apruvePaces)
    .values({ channel, nextAt: sql`clock_timestamp() + ${length}` })
    .onConflictDoUpdate({
      target: apruvePaces.channel,
      set: { nextAt: sql`greatest(${apruvePaces.nextAt}, clock_timestamp()) + ${length}` },
    })
    .returning({ endsInMs: sql<number>`extract(epoch from ${apruvePaces.nextAt} - clock_timestamp())::float8 * 1000` });
  return Math.max(0, (row?.endsInMs ?? 0) - count * gapMs);
}

/** Lets no request of a channel be reserved before so long from now. */
export async function holdRequests(db: Ledger, channel: string, forMs: number): Promise<void> {
  const until = sql`clock_timestamp() + ${forMs} * interval '1 millisecond'`;
  await db
    .insert(apruvePaces)
    .values({ channel, nextAt: until })
    .onConflictDoUpdate({ target: apruvePaces.channel, set: { nextAt: sql`greatest(${apruvePaces.nextAt}, ${until})` } });
}
