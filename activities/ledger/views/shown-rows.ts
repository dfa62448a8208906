import { and, desc, getTableColumns, inArray, notInArray, or, sql } from 'drizzle-orm';
import type { Reader } from '../database.ts';
import { paymentTransactions } from '../schema/index.ts';
import type { TransactionRow } from '../transactions.ts';
import { invoiceRowsOf, isAboutInvoice, type InvoiceRows } from './invoice-rows.ts';

/** The payment transactions of a checkout that are shown with it. */
export interface ShownRows {
  invoices: InvoiceRows;
  /** The steps of a checkout that has one without success, newest first. Of one in which all went well, none. */
  troubled: readonly TransactionRow[];
}

/** Of these rows nothing is on its way and nothing refused: they follow from others. */
const FOLLOWS = ['purchase', 'authorize', 'capture'];

/** Those of all rows of a checkout. */
export function shownRows(all: readonly TransactionRow[]): ShownRows {
  const newest = all.toSorted((a, b) => b.id - a.id);
  return rowsShown(
    newest,
    all.some(({ successful, action }) => !successful && action !== 'purchase'),
  );
}

const rowsShown = (newest: readonly TransactionRow[], isTroubled: boolean): ShownRows => ({
  invoices: invoiceRowsOf(newest),
  troubled: isTroubled ? newest.filter(({ action }) => !FOLLOWS.includes(action)) : [],
});

/** Those of some checkouts, in one statement; a checkout that has none is left out. */
export async function readShownRows(db: Reader, checkoutIds: readonly string[]): Promise<ReadonlyMap<string, ShownRows>> {
  if (checkoutIds.length === 0) return new Map();
  const { checkoutId, action } = paymentTransactions;
  const isTroubled = sql<boolean>`exists (select from payment_transactions other where other.checkout_id = ${checkoutId}
    and not other.successful and other.action <> 'purchase')`;
  const rows = await db
    .select({ ...getTableColumns(paymentTransactions), isTroubled })
    .from(paymentTransactions)
    .where(and(inArray(checkoutId, [...checkoutIds]), or(isAboutInvoice, and(notInArray(action, FOLLOWS), isTroubled))))
    .orderBy(desc(paymentTransactions.id));
  const byCheckout = new Map<string, typeof rows>();
  for (const row of rows) byCheckout.set(row.checkoutId, [...(byCheckout.get(row.checkoutId) ?? []), row]);
  return new Map(
    [...byCheckout].map(([id, its]) => [
      id,
      rowsShown(
        its,
        its.some((row) => row.isTroubled),
      ),
    ]),
  );
}
