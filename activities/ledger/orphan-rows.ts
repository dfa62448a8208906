import { and, eq, gte, inArray, like } from 'drizzle-orm';
import type { Ledger } from './database.ts';
import { checkouts, paymentTransactions } from './schema/index.ts';

/** The checkout on which the cancel of this orphan, or of an invoice on it, is recorded; null where neither was canceled here. */
export async function findReleased(
  db: Ledger,
  channel: string,
  { apruveOrderId, apruveInvoiceId = null }: { apruveOrderId: string | null; apruveInvoiceId?: string | null },
): Promise<string | null> {
  const named = [apruveOrderId, apruveInvoiceId].filter((id) => id !== null);
  if (named.length === 0) return null;
  const [row] = await db
    .select({ checkoutId: paymentTransactions.checkoutId })
    .from(paymentTransactions)
    .innerJoin(checkouts, eq(checkouts.id, paymentTransactions.checkoutId))
    .where(
      and(
        inArray(paymentTransactions.reference, named),
        eq(paymentTransactions.action, 'orphan_cancel'),
        eq(paymentTransactions.successful, true),
        eq(checkouts.channel, channel),
      ),
    )
    .limit(1);
  return row?.checkoutId ?? null;
}

/** Apruve's ids of what it has refused to cancel as an orphan since a time, over all attempts for this order number. */
export async function refusedOrphans(
  db: Ledger,
  { channel, merchantOrderId, since }: { channel: string; merchantOrderId: string; since: Date },
): Promise<Set<string | null>> {
  const rows = await db
    .select({ reference: paymentTransactions.reference })
    .from(paymentTransactions)
    .innerJoin(checkouts, eq(checkouts.id, paymentTransactions.checkoutId))
    .where(
      and(
        eq(checkouts.channel, channel),
        eq(checkouts.merchantOrderId, merchantOrderId),
        eq(paymentTransactions.action, 'orphan_cancel'),
        like(paymentTransactions.step, '%:refused:%'),
        gte(paymentTransactions.updatedAt, since),
      ),
    );
  return new Set(rows.map(({ reference }) => reference));
}
