import { and, eq, isNotNull, sql, type SQL } from 'drizzle-orm';
import type { Attention } from '../../workflows/contract/checkout.ts';
import type { Ledger } from './database.ts';
import { checkouts } from './schema.ts';

/*
 * Attention of checkouts that have ended: no process is left that would write it. Those that go on are left alone, for their
 * process is the only writer.
 */

/** Shows that a person is needed; `since` stays that of the first time. */
export async function raiseAttention(db: Ledger, checkoutId: string, attention: Omit<Attention, 'since'>): Promise<void> {
  const now: Attention = { ...attention, since: new Date().toISOString() };
  await write(db, checkoutId, now, sql`${checkouts.attention} is null`);
}

/** Nobody is needed for this any more. */
export async function clearAttention(db: Ledger, checkoutId: string, code: string): Promise<void> {
  await write(db, checkoutId, null, sql`${checkouts.attention}->>'code' = ${code}`);
}

async function write(db: Ledger, checkoutId: string, attention: Attention | null, where: SQL): Promise<void> {
  const facts = sql`jsonb_set(${checkouts.facts}, '{concerns}', ${JSON.stringify(attention === null ? [] : [attention])}::jsonb)`;
  await db
    .update(checkouts)
    .set({ attention, facts })
    .where(and(eq(checkouts.id, checkoutId), isNotNull(checkouts.completedAt), where));
}
