import { eq, type SQL } from 'drizzle-orm';
import { paymentStatus, type PaymentStatus } from '../../workflows/rules/payment-status.ts';
import type { Transaction } from './database.ts';
import { checkouts } from './schema/index.ts';
import { listTransactions, type TransactionRow } from './transactions.ts';

/** Writes the payment status that follows from the checkout's rows, whoever wrote them. */
export async function writePaymentStatus(tx: Transaction, checkoutId: string, orderCents: number): Promise<void> {
  const rows = await listTransactions(tx, checkoutId);
  await tx.execute(paymentStatusUpdate(tx, checkoutId, statusFromRows(rows, orderCents)));
}

export const paymentStatusUpdate = (tx: Transaction, checkoutId: string, status: PaymentStatus): SQL =>
  tx.update(checkouts).set({ paymentStatus: status }).where(eq(checkouts.id, checkoutId)).getSQL();

/** Oro's payment status of stored rows, which name their sources by id. */
export function statusFromRows(rows: readonly TransactionRow[], orderCents: number): PaymentStatus {
  const references = new Map(rows.map((row) => [row.id, row.reference]));
  return paymentStatus(
    rows.map((row) => ({ ...row, sourceReference: row.sourceId === null ? null : (references.get(row.sourceId) ?? null) })),
    orderCents,
  );
}
