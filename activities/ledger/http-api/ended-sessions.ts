import { eq, lt, sql } from 'drizzle-orm';
import type { Ledger } from '../database.ts';
import { endedSessions } from '../schema/index.ts';

/** Ends a session of the console before its time. `until` is when it would have ended by itself. Twice changes nothing. */
export async function endSession(db: Ledger, id: string, until: Date): Promise<void> {
  await db.insert(endedSessions).values({ id, until }).onConflictDoNothing();
}

export async function isSessionEnded(db: Ledger, id: string): Promise<boolean> {
  const rows = await db.select({ id: endedSessions.id }).from(endedSessions).where(eq(endedSessions.id, id));
  return rows.length > 0;
}

/** Deletes what has ended by itself since: its cookie opens nothing any more. */
export async function purgeEndedSessions(db: Ledger): Promise<void> {
  await db.delete(endedSessions).where(lt(endedSessions.until, sql`now()`));
}
