import { sql } from 'drizzle-orm';
import type { Ledger } from './database.ts';
import { apruvePaces } from './schema/index.ts';

/**
 * Reserves the next `count` requests of a channel, `gapMs` apart, and answers in how many milliseconds the first of them may be sent. No
 * two callers get the same time, whichever process they are in: the clock is the database's. Nothing is reserved where it is longer than
 * `atMostMs`: whoever does not wait for it must not have the others wait longer.
 */
export async function reserveRequests(
  db: Ledger,
  channel: string,
  count: number,
  gapMs: number,
  atMostMs = Infinity,
): Promise<number> {
  const tooLate =
    atMostMs === Infinity ? sql`null` : sql`clock_timestamp() + ${atMostMs + count * gapMs} * interval '1 millisecond'`;
  const length = sql`${count * gapMs} * interval '1 millisecond'`;
  const [row] = await db
    .insert(apruvePaces)
    .values({ channel, nextAt: sql`clock_timestamp() + ${length}` })
    .onConflictDoUpdate({
      target: apruvePaces.channel,
      set: {
        nextAt: sql`case when ${apruvePaces.nextAt} > ${tooLate} then ${apruvePaces.nextAt} else greatest(${apruvePaces.nextAt}, clock_timestamp()) + ${length} end`,
      },
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
