import { and, desc, eq, inArray, like, or } from 'drizzle-orm';
import type { Ledger, Reader } from './database.ts';
import { findTransaction, type TransactionRow } from './transactions.ts';
import { returnStep } from '../../workflows/rules/rows.ts';
import { paymentTransactions } from './schema.ts';

/**
 * What was sent with invoices, shipments and returns, which the facts do not repeat: by `recordKey`, the row that made the thing and every
 * change of it that Apruve took, newest first.
 */
export async function invoiceRecords(db: Reader, checkoutIds: readonly string[]): Promise<ReadonlyMap<string, TransactionRow[]>> {
  const records = new Map<string, TransactionRow[]>();
  if (checkoutIds.length === 0) return records;
  const made = or(like(paymentTransactions.step, 'invoice:%'), like(paymentTransactions.step, 'shipment:%'));
  const later = inArray(paymentTransactions.action, ['update', 'refund']);
  const changed = and(later, eq(paymentTransactions.successful, true));
  const rows = await db
    .select()
    .from(paymentTransactions)
    .where(and(inArray(paymentTransactions.checkoutId, [...checkoutIds]), or(made, changed)))
    .orderBy(desc(paymentTransactions.id));
  for (const row of rows) {
    const key = recordKey(row.checkoutId, aboutOf(row));
    records.set(key, [...(records.get(key) ?? []), row]);
  }
  return records;
}

/** The row of a return by the request that asked for it; null while it is not done. */
export async function findRefund(db: Ledger, checkoutId: string, requestId: string): Promise<TransactionRow | null> {
  const row = await findTransaction(db, checkoutId, returnStep(requestId));
  return row?.successful === true ? row : null;
}

/** What a row is about; a refund of Apruve's own shape names its invoice. */
function aboutOf({ action, step, reference, response }: TransactionRow): string {
  if (action === 'update') return reference ?? step;
  if (action !== 'refund') return step;
  const { body } = response ?? {};
  return typeof body === 'object' && body !== null && 'invoice_id' in body ? returnsOf(String(body.invoice_id)) : step;
}

/** The key of an invoice's returns. */
export const returnsOf = (invoiceId: string): string => `returns:${invoiceId}`;

/** `about`: the step that made the thing, or Apruve's id of the thing for its changes. */
export const recordKey = (checkoutId: string, about: string): string => `${checkoutId} ${about}`;
