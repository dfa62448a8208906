import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Attention } from '../../workflows/contract/checkout.ts';
import { attentionOf, isSameConcern, type AboutConcern } from '../../workflows/rules/attention.ts';
import type { Ledger } from './database.ts';
import { checkouts } from './schema.ts';

/*
 * Attention of checkouts that have ended: no process is left that would write it. Those that go on are left alone, for their
 * process is the only writer.
 */

/** Shows that a person is needed; `since` stays that of the first time. What is about a step replaces what was said of it before. */
export async function raiseAttention(db: Ledger, checkoutId: string, attention: Omit<Attention, 'since'>): Promise<void> {
  await change(db, checkoutId, (concerns) => {
    const known = concerns.find((other) => isSameConcern(other, attention));
    const since = known?.since ?? new Date().toISOString();
    return [...concerns.filter((other) => other !== known), { ...attention, since }];
  });
}

/** Nobody is needed for this any more. */
export async function clearAttention(db: Ledger, checkoutId: string, about: AboutConcern): Promise<void> {
  await change(db, checkoutId, (concerns) => concerns.filter((other) => !isSameConcern(other, about)));
}

async function change(db: Ledger, checkoutId: string, to: (concerns: readonly Attention[]) => Attention[]): Promise<void> {
  await db.transaction(async (tx) => {
    const ended = and(eq(checkouts.id, checkoutId), isNotNull(checkouts.completedAt));
    const [row] = await tx.select({ facts: checkouts.facts }).from(checkouts).where(ended).for('update');
    if (row === undefined) return;
    const before = row.facts?.concerns ?? [];
    const concerns = to(before);
    if (concerns.length === 0 && before.length === 0) return;
    const facts = sql`jsonb_set(${checkouts.facts}, '{concerns}', ${JSON.stringify(concerns)}::jsonb)`;
    await tx
      .update(checkouts)
      .set({ attention: attentionOf({ concerns, unresolved: [] }), facts })
      .where(ended);
  });
}
