import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Attention, NewAttention } from '../../workflows/contract/checkout.ts';
import { acknowledge, attentionOf, isSameAttention, raise, type AboutAttention } from '../../workflows/rules/attention.ts';
import { acknowledgeStep, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { announce } from './changes/announcing.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger, Transaction } from './database.ts';
import { checkouts } from './schema/index.ts';
import { countOfAction, writeTransaction } from './transactions.ts';

/*
 * Attention of checkouts that have ended, because no process is left that would write it. Running checkouts are left alone: their
 * process is the only writer.
 */

/**
 * Shows that a person is needed, since `at` or since the first time it was raised.
 */
export async function raiseAttention(db: Ledger, checkoutId: string, attention: NewAttention, at: Date): Promise<void> {
  await changeAttentions(db, checkoutId, (attentions) => raise(attentions, attention, at.toISOString()));
}

/** Takes attention away once nobody is needed for it any more. */
export async function clearAttention(db: Ledger, checkoutId: string, about: AboutAttention): Promise<void> {
  await changeAttentions(db, checkoutId, (attentions) => attentions.filter((other) => !isSameAttention(other, about)));
}

/** Acknowledges what a checkout that has ended shows under a code, and leaves a row of who did. */
export async function acknowledgeAfterEnd(
  db: Ledger,
  { id: checkoutId, currency }: Pick<CheckoutRow, 'id' | 'currency'>,
  { code, actor, note }: { code: string; actor: string; note: string | null },
  at: Date,
): Promise<void> {
  const to = (attentions: readonly Attention[]): Attention[] =>
    acknowledge(attentions, code, { by: actor, at: at.toISOString() });
  await changeAttentions(db, checkoutId, to, async (tx) => {
    const step = acknowledgeStep((await countOfAction(tx, checkoutId, 'acknowledge')) + 1);
    const request = { method: 'UPDATE', path: 'acknowledge', body: { code } };
    const row = { checkoutId, currency, step, request, actor, note, at, source: PURCHASE_STEP };
    await writeTransaction(tx, { ...row, action: 'acknowledge', amountCents: 0, active: false, successful: true });
  });
}

async function changeAttentions(
  db: Ledger,
  checkoutId: string,
  to: (attentions: readonly Attention[]) => Attention[],
  store?: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const channel = await db.transaction(async (tx) => {
    const ended = and(eq(checkouts.id, checkoutId), isNotNull(checkouts.completedAt));
    const [row] = await tx
      .select({ channel: checkouts.channel, facts: checkouts.facts })
      .from(checkouts)
      .where(ended)
      .for('update');
    if (row === undefined) return null;
    const before = row.facts?.attentions ?? [];
    const attentions = to(before);
    if (attentions.length === 0 && before.length === 0) return null;
    const facts = sql`jsonb_set(${checkouts.facts}, '{attentions}', ${JSON.stringify(attentions)}::jsonb)`;
    await tx
      .update(checkouts)
      .set({ attention: attentionOf({ attentions }), facts })
      .where(ended);
    await store?.(tx);
    return row.channel;
  });
  if (channel !== null) announce(db, { channel, checkoutId });
}
