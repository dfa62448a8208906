import { eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { Facts, InvoiceFact } from '../../workflows/contract/checkout.ts';
import { outstandingCents, paidAt } from '../../workflows/rules/receivables.ts';
import { invoiceStep } from '../../workflows/rules/rows.ts';
import type { Reader, Transaction } from './database.ts';
import { checkouts, invoices, textsIn } from './schema/index.ts';

/** What an invoice takes from its checkout. */
export const ofCheckout = {
  id: checkouts.id,
  channel: checkouts.channel,
  mode: checkouts.mode,
  currency: checkouts.currency,
  search: checkouts.search,
  invoice_metadata: checkouts.invoiceMetadata,
};

/** An invoice as its row has it, beside what it takes from its checkout. */
export const invoiceRow = (invoice: InvoiceFact) => ({
  apruve_invoice_id: invoice.id,
  status: invoice.status,
  amount_cents: invoice.amountCents,
  outstanding_cents: outstandingCents(invoice),
  due_at: isoOf(invoice.dueAt),
  overdue: invoice.overdueSince !== null,
  paid_at: isoOf(paidAt(invoice)),
  search: [invoice.number, invoice.id, ...invoice.shipments.flatMap(shipmentWords)].join('\n'),
});

/** Apruve's word for a time: what JavaScript reads of it, PostgreSQL may not. */
const isoOf = (time: string | null): string | null => (time === null ? null : new Date(time).toISOString());

const shipmentWords = ({ number, id, shown }: InvoiceFact['shipments'][number]): string[] =>
  [number, id, shown?.trackingNumber].filter((word): word is string => word != null);

/** What may change of an invoice. */
const { id: _id, checkoutId: _checkout, apruveInvoiceId: _apruve, ...changing } = getTableColumns(invoices);
const names = Object.values(changing).map(({ name }) => name);
const listed = (prefix: string) => sql.raw(names.map((name) => prefix + name).join(', '));

/**
 * Writes the invoices of a checkout in the same statement as `update`, which returns `ofCheckout` where it changes the checkout. True
 * where it does; else nothing is written.
 */
export async function writeInvoices(tx: Transaction, update: { getSQL: () => SQL }, facts: Facts): Promise<boolean> {
  const { rowCount } = await tx.execute(sql`
    with written as (${update.getSQL()}), kept as (${invoicesOf(sql`written`, facts)})
    select id from written`);
  return rowCount === 1;
}

/** The statement that writes the invoices of the checkout that `written` has, if any. An invoice that is as it was keeps its row. */
export const invoicesOf = (written: SQL, facts: Facts): SQL => sql`
  insert into invoices (checkout_id, apruve_invoice_id, channel, mode, currency, status, amount_cents, outstanding_cents, due_at, overdue, paid_at, metadata, search)
  select of.id, i.apruve_invoice_id, of.channel, of.mode, of.currency, i.status, i.amount_cents, i.outstanding_cents, i.due_at,
    i.overdue, i.paid_at, own.metadata, i.search || chr(10) || of.search || chr(10) || ${textsIn(sql`own.metadata`)}
  from ${written} as of, jsonb_to_recordset(${JSON.stringify(facts.invoices.map(storedInvoice))}::jsonb) as i (
    apruve_invoice_id text, status text, amount_cents bigint, outstanding_cents bigint, due_at timestamptz, overdue boolean,
    paid_at timestamptz, search text, step text),
    lateral (select ${METADATA} as metadata) as own
  on conflict (checkout_id, apruve_invoice_id) do update set (${listed('')}) = row(${listed('excluded.')})
  where (${listed('invoices.')}) is distinct from (${listed('excluded.')})`;

const storedInvoice = (invoice: InvoiceFact) => ({ ...invoiceRow(invoice), step: invoiceStep(invoice.number) });

/** What was changed goes before what came with the request that the row of the invoice's step names. */
const METADATA = sql`case when of.invoice_metadata = '{}' then '{}' else coalesce(of.invoice_metadata -> i.apruve_invoice_id,
  of.invoice_metadata -> (select t.request_id from payment_transactions t where t.checkout_id = of.id and t.step = i.step), '{}') end`;

type InvoiceRow = Omit<ReturnType<typeof invoiceRow>, 'search'>;

/** The invoices of a checkout as their rows have them, to be compared with its facts: in no order, without what is searched. */
export async function readInvoices(db: Reader, checkoutId: string): Promise<InvoiceRow[]> {
  const rows = await db.select().from(invoices).where(eq(invoices.checkoutId, checkoutId));
  return rows.map((row) => ({
    apruve_invoice_id: row.apruveInvoiceId,
    status: row.status,
    amount_cents: row.amountCents,
    outstanding_cents: row.outstandingCents,
    due_at: row.dueAt?.toISOString() ?? null,
    overdue: row.overdue,
    paid_at: row.paidAt?.toISOString() ?? null,
  }));
}
