import { and, desc, eq, inArray, like, or } from 'drizzle-orm';
import type { Reader } from '../database.ts';
import type { TransactionRow } from '../transactions.ts';
import { paymentTransactions } from '../schema/index.ts';

/**
 * The rows of invoices, shipments and returns with what was sent, which the facts do not hold: by `invoiceRowKey`, the row that
 * created the thing and every change of it that Apruve accepted, newest first.
 */
export async function readInvoiceRows(
  db: Reader,
  checkoutIds: readonly string[],
): Promise<ReadonlyMap<string, TransactionRow[]>> {
  const byKey = new Map<string, TransactionRow[]>();
  if (checkoutIds.length === 0) return byKey;
  const made = or(like(paymentTransactions.step, 'invoice:%'), like(paymentTransactions.step, 'shipment:%'));
  const later = inArray(paymentTransactions.action, ['update', 'refund']);
  const changed = and(later, eq(paymentTransactions.successful, true));
  const rows = await db
    .select()
    .from(paymentTransactions)
    .where(and(inArray(paymentTransactions.checkoutId, [...checkoutIds]), or(made, changed)))
    .orderBy(desc(paymentTransactions.id));
  for (const row of rows) {
    const key = invoiceRowKey(row.checkoutId, aboutOf(row));
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return byKey;
}

/** What a row is about. Only the body of a refund at Apruve names its invoice. */
function aboutOf({ action, step, reference, response }: TransactionRow): string {
  if (action === 'update') return reference ?? step;
  if (action !== 'refund') return step;
  const { body } = response ?? {};
  return typeof body === 'object' && body !== null && 'invoice_id' in body ? returnsOf(String(body.invoice_id)) : step;
}

/** What the rows of an invoice's returns are about. */
export const returnsOf = (invoiceId: string): string => `returns:${invoiceId}`;

/** `about`: the step that created the thing, or, for its changes, Apruve's id of it. */
export const invoiceRowKey = (checkoutId: string, about: string): string => `${checkoutId} ${about}`;
