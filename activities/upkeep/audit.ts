import type { Facts, InvoiceFact } from '../../workflows/contract/checkout.ts';
import type { ShipmentFact } from '../../workflows/contract/shipment-fact.ts';
import { rowsOf } from '../../workflows/rules/rows.ts';
import { isExpiring, toInvoiceCents } from '../../workflows/rules/receivables.ts';
import { afterRead } from '../../workflows/rules/shipment-news.ts';
import { statusOf } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import { listAllInvoices } from '../apruve/pages.ts';
import { requests } from '../apruve/requests.ts';
import type { ApruveInvoice } from '../apruve/entities.ts';
import { seenShipments } from '../invoices/shipment-facts.ts';
import { ApruveError } from '../apruve/errors.ts';
import { capturedCents } from '../apruve/payments.ts';
import type { CheckoutRow } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';
import { invoiceRow, readInvoices } from '../ledger/invoices.ts';
import { statusFromRows } from '../ledger/payment-status.ts';
import { listTransactions, type TransactionRow } from '../ledger/transactions.ts';

/** Two sources that disagree about one checkout. */
export interface Disagreement {
  checkoutId: string;
  about: string;
  ledger: unknown;
  found: unknown;
}

/**
 * A checkout that cannot be compared to the end (`unread`), or whose process does not go on (`process`; of one that is no checkout's,
 * the id of the workflow or schedule), and why.
 */
interface Remark {
  checkoutId: string;
  about: 'unread' | 'process';
  why: string;
}

export type Finding = Disagreement | Remark;

/**
 * Compares a checkout's summary in the ledger with its rows and with Apruve. Reads only. An order that an open checkout has not
 * adopted yet, and orders of other programs, are no disagreement. What Apruve does not show readably is a finding of its own.
 */
export async function auditCheckout(db: Ledger, apruve: Apruve, row: CheckoutRow): Promise<Finding[]> {
  const { facts } = row;
  if (facts === null) return [];
  const { found, compare } = comparison(row.id);
  compare('status', row.status, statusOf(facts));
  compare('version', row.version, facts.version);
  const stored = await listTransactions(db, row.id);
  compareRows(stored, facts, 'row', compare);
  compare('payment status', row.paymentStatus, statusFromRows(stored, facts.terms.amountCents));
  await compareSums(db, row, facts, compare);
  const unread = (error: ApruveError): Finding => ({ checkoutId: row.id, about: 'unread', why: error.message });
  const { order } = facts;
  const asked = order && compareOrder(apruve, facts, order.id, refundsIn(stored), compare);
  const failed = (await asked?.catch((error: unknown) => [orUnread(error)])) ?? [];
  return [...found, ...failed.map(unread)];
}

/** What lists and sums are made of. */
async function compareSums(db: Ledger, row: CheckoutRow, facts: Facts, compare: Compare): Promise<void> {
  compare('to invoice', [row.toInvoiceCents, row.expiring], [toInvoiceCents(facts), isExpiring(facts)]);
  const rows = new Map((await readInvoices(db, row.id)).map((invoice) => [invoice.apruve_invoice_id, invoice]));
  for (const invoice of facts.invoices) {
    const { search: _, ...found } = invoiceRow(invoice);
    compare(`row of the invoice ${invoice.number}`, rows.get(invoice.id) ?? null, found);
  }
  compare('rows of invoices', rows.size, facts.invoices.length);
}

/** Compares the facts that a running process has with the rows in the ledger. */
export async function auditProcess(db: Ledger, { id, status }: CheckoutRow, facts: Facts): Promise<Disagreement[]> {
  const { found, compare } = comparison(id);
  compare('status of the process', status, statusOf(facts));
  compareRows(await listTransactions(db, id), facts, 'row of the process', compare);
  return found;
}

type Compare = (about: string, ledger: unknown, other: unknown) => void;

function comparison(checkoutId: string): { found: Disagreement[]; compare: Compare } {
  const found: Disagreement[] = [];
  const compare: Compare = (about, ledger, other) => {
    if (JSON.stringify(ledger) !== JSON.stringify(other)) found.push({ checkoutId, about, ledger, found: other });
  };
  return { found, compare };
}

function compareRows(stored: readonly TransactionRow[], facts: Facts, what: string, compare: Compare): void {
  const byStep = new Map(stored.map((transaction) => [transaction.step, transaction]));
  for (const { step, action, amountCents, reference, active, successful } of rowsOf(facts)) {
    const kept = byStep.get(step);
    const standing = kept && [kept.action, kept.amountCents, kept.reference, kept.active, kept.successful];
    compare(`${what} ${step}`, standing ?? null, [action, amountCents, reference, active, successful]);
  }
}

/** Something at Apruve by its id there, with its amount in cents, and its status where it has one. */
type Amount = [id: string, cents: number, status?: string | null];

/** The returns that have a row. */
const refundsIn = (stored: readonly TransactionRow[]): Amount[] =>
  stored.flatMap(({ action, successful, reference, amountCents }): Amount[] =>
    action === 'refund' && successful && reference !== null ? [[reference, amountCents]] : [],
  );

/** Answers what could not be read of the order's invoices. */
async function compareOrder(
  apruve: Apruve,
  facts: Facts,
  orderId: string,
  refunds: Amount[],
  compare: Compare,
): Promise<ApruveError[]> {
  try {
    const [order, invoices] = await Promise.all([apruve.send(requests.getOrder(orderId)), listAllInvoices(apruve, orderId)]);
    // Nobody listens after the end: an order that is canceled later holds nothing any more.
    const late = facts.end !== null && order.data.status === 'canceled';
    if (!late) compare(`order ${orderId} status`, facts.order?.status, order.data.status);
    const { amountCents, currency } = facts.terms;
    compare(`order ${orderId} amount`, [amountCents, currency], [order.data.amount_cents, order.data.currency]);
    const returns: Amount[] = [];
    const unread: ApruveError[] = [];
    for (const invoice of facts.invoices) {
      const made = await compareInvoice(apruve, invoice, invoices.data, compare).catch(orUnread);
      if (made instanceof ApruveError) unread.push(made);
      else returns.push(...made);
    }
    if (unread.length === 0) compare('returns', sortedIds(refunds), sortedIds(returns));
    const known = new Set(facts.invoices.map(({ id }) => id));
    for (const { id, status } of invoices.data) if (!known.has(id)) compare(`invoice ${id}`, null, status);
    return unread;
  } catch (error) {
    if (!(error instanceof ApruveError) || error.kind !== 'not-found') throw error;
    compare(`order ${orderId}`, facts.order?.status, 'unknown at Apruve');
    return [];
  }
}

/** An invoice that cannot be read does not hide the others. */
function orUnread(error: unknown): ApruveError {
  if (error instanceof ApruveError) return error;
  throw error;
}

/** Answers the invoice's returns at Apruve. */
async function compareInvoice(
  apruve: Apruve,
  fact: InvoiceFact,
  shown: readonly ApruveInvoice[],
  compare: Compare,
): Promise<Amount[]> {
  const invoice = shown.find(({ id }) => id === fact.id);
  compare(`invoice ${fact.number}`, [fact.status, fact.amountCents], invoice ? [invoice.status, invoice.amount_cents] : null);
  if (invoice === undefined) return [];
  if (fact.status !== 'closed') compare(`payments of ${fact.number}`, fact.paidCents ?? 0, capturedCents(invoice));
  const [shipments, returns] = await Promise.all([
    apruve.send(requests.listShipments(fact.id)),
    apruve.send(requests.listReturns(fact.id)),
  ]);
  const there = seenShipments(shipments.data).map((seen) => {
    const known = fact.shipments.find(({ id }) => id === seen.id);
    return afterRead(known ?? { id: seen.id, number: seen.id, amountCents: fact.amountCents }, seen);
  });
  compare(`shipments of ${fact.number}`, sortedIds(fact.shipments.map(shipped)), sortedIds(there.map(shipped)));
  return returns.data.map(({ id, amount_cents }) => [id, amount_cents]);
}

const shipped = ({ id, amountCents, shown }: ShipmentFact): Amount => [id, amountCents, shown?.status ?? null];

const sortedIds = (amounts: readonly Amount[]): Amount[] => [...amounts].sort(([a], [b]) => (a < b ? -1 : 1));
