import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Attention } from '../../workflows/contract/checkout.ts';
import { attentionOf, isSameAttention, type AboutAttention } from '../../workflows/rules/attention.ts';
import type { Ledger } from './database.ts';
import { checkouts } from './schema.ts';

/*
 * Attention of checkouts that have ended: no process is left that would write it. Those that go on are left alone, for their
 * process is the only writer.
 */

/** Shows that a person is needed; `since` stays that of the first time. What is about a step replaces what was said of it before. */
export async function raiseAttention(db: Ledger, checkoutId: string, attention: Omit<Attention, 'since'>): Promise<void> {
  await change(db, checkoutId, (attentions) => {
    const known = attentions.find((other) => isSameAttention(other, attention));
    const since = known?.since ?? new Date().toISOString();
    return [...attentions.filter((other) => other !== known), { ...attention, since }];
  });
}

/** Nobody is needed for this any more. */
export async function clearAttention(db: Ledger, checkoutId: string, about: AboutAttention): Promise<void> {
  await change(db, checkoutId, (attentions) => attentions.filter((other) => !isSameAttention(other, about)));
}

async function change(db: Ledger, checkoutId: string, to: (attentions: readonly Attention[]) => Attention[]): Promise<void> {
  await db.transaction(async (tx) => {
    const ended = and(eq(checkouts.id, checkoutId), isNotNull(checkouts.completedAt));
    const [row] = await tx.select({ facts: checkouts.facts }).from(checkouts).where(ended).for('update');
    if (row === undefined) return;
    const before = row.facts?.attentions ?? [];
    const attentions = to(before);
    if (attentions.length === 0 && before.length === 0) return;
    const facts = sql`jsonb_set(${checkouts.facts}, '{attentions}', ${JSON.stringify(attentions)}::jsonb)`;
    await tx
      .update(checkouts)
      .set({ attention: attentionOf({ attentions, unresolved: [] }), facts })
      .where(ended);
  });
}
