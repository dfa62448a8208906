import { and, desc, eq, inArray, like, or } from 'drizzle-orm';
import type { Reader } from '../database.ts';
import type { TransactionRow } from '../transactions.ts';
import { paymentTransactions } from '../schema/index.ts';

/**
 * The rows of invoices, shipments and returns with what was sent, which the facts do not hold: by `invoiceRowKey`, the row that
 * created the thing and every change of it that Apruve accepted, newest first.
 */
export type InvoiceRows = ReadonlyMap<string, readonly TransactionRow[]>;

const MAKES = ['invoice:', 'shipment:'] as const;
const CHANGES = ['update', 'refund'];

/** True of the rows that are shown with an invoice. */
export const isAboutInvoice = or(
  ...MAKES.map((kind) => like(paymentTransactions.step, `${kind}%`)),
  and(inArray(paymentTransactions.action, CHANGES), eq(paymentTransactions.successful, true)),
);

const isShownWithInvoice = ({ step, action, successful }: TransactionRow): boolean =>
  MAKES.some((kind) => step.startsWith(kind)) || (CHANGES.includes(action) && successful);

/** Those of some rows, the newest first. */
export function invoiceRowsOf(rows: readonly TransactionRow[]): InvoiceRows {
  const byKey = new Map<string, TransactionRow[]>();
  for (const row of rows.filter(isShownWithInvoice)) {
    const key = invoiceRowKey(row.checkoutId, aboutOf(row));
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return byKey;
}

/** Those of a checkout. */
export async function readInvoiceRows(db: Reader, checkoutId: string): Promise<InvoiceRows> {
  const rows = await db
    .select()
    .from(paymentTransactions)
    .where(and(eq(paymentTransactions.checkoutId, checkoutId), isAboutInvoice))
    .orderBy(desc(paymentTransactions.id));
  return invoiceRowsOf(rows);
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
