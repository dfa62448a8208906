import type { Facts, InvoiceFact } from '../../workflows/contract/checkout.ts';
import { rowsOf } from '../../workflows/rules/rows.ts';
import { statusOf } from '../../workflows/rules/status.ts';
import type { Apruve } from '../apruve/client.ts';
import { requests } from '../apruve/requests.ts';
import type { ApruveInvoice } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { CheckoutRow } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';
import { statusFromRows } from '../ledger/payment-status.ts';
import { listTransactions } from '../ledger/transactions.ts';

/** Two sources that disagree about one checkout. */
export interface Disagreement {
  checkoutId: string;
  about: string;
  ledger: unknown;
  found: unknown;
}

/**
 * Compares a checkout's summary in the ledger with its rows and with Apruve. Reads only. An order that an open checkout has not
 * adopted yet, and orders of other programs, are no disagreement. Throws where Apruve does not answer.
 */
export async function auditCheckout(db: Ledger, apruve: Apruve, row: CheckoutRow): Promise<Disagreement[]> {
  const { facts } = row;
  if (facts === null) return [];
  const found: Disagreement[] = [];
  const compare = (about: string, ledger: unknown, other: unknown): void => {
    if (JSON.stringify(ledger) !== JSON.stringify(other)) found.push({ checkoutId: row.id, about, ledger, found: other });
  };
  compare('status', row.status, statusOf(facts));
  compare('version', row.version, facts.version);
  const refunds = await compareRows(db, row, facts, compare);
  if (facts.order !== null) await compareOrder(apruve, facts, facts.order.id, refunds, compare);
  return found;
}

type Compare = (about: string, ledger: unknown, other: unknown) => void;

/** Answers Apruve's ids of all returns that have a row. */
async function compareRows(db: Ledger, row: CheckoutRow, facts: Facts, compare: Compare): Promise<string[]> {
  const stored = await listTransactions(db, row.id);
  const byStep = new Map(stored.map((transaction) => [transaction.step, transaction]));
  for (const { step, action, amountCents, reference, active, successful } of rowsOf(facts)) {
    const kept = byStep.get(step);
    const standing = kept && [kept.action, kept.amountCents, kept.reference, kept.active, kept.successful];
    compare(`row ${step}`, standing ?? null, [action, amountCents, reference, active, successful]);
  }
  compare('payment status', row.paymentStatus, statusFromRows(stored, facts.terms.amountCents));
  return stored.flatMap(({ action, successful, reference }) =>
    action === 'refund' && successful && reference !== null ? [reference] : [],
  );
}

async function compareOrder(apruve: Apruve, facts: Facts, orderId: string, refunds: string[], compare: Compare): Promise<void> {
  try {
    const [order, invoices] = await Promise.all([
      apruve.send(requests.getOrder(orderId)),
      apruve.send(requests.listInvoices(orderId)),
    ]);
    // Nobody listens after the end: an order that is canceled later holds nothing any more.
    const late = facts.end !== null && order.data.status === 'canceled';
    if (!late) compare(`order ${orderId} status`, facts.order?.status, order.data.status);
    compare(`order ${orderId} amount`, facts.terms.amountCents, order.data.amount_cents);
    const returns: string[] = [];
    for (const invoice of facts.invoices) returns.push(...(await compareInvoice(apruve, invoice, invoices.data, compare)));
    compare('returns', sorted(refunds), sorted(returns));
    const known = new Set(facts.invoices.map(({ id }) => id));
    for (const { id, status } of invoices.data) if (!known.has(id)) compare(`invoice ${id}`, null, status);
  } catch (error) {
    if (!(error instanceof ApruveError) || error.kind !== 'not-found') throw error;
    compare(`order ${orderId}`, facts.order?.status, 'unknown at Apruve');
  }
}

/** Answers the ids of the invoice's returns at Apruve. */
async function compareInvoice(
  apruve: Apruve,
  fact: InvoiceFact,
  shown: readonly ApruveInvoice[],
  compare: Compare,
): Promise<string[]> {
  const invoice = shown.find(({ id }) => id === fact.id);
  compare(`invoice ${fact.number}`, [fact.status, fact.amountCents], invoice ? [invoice.status, invoice.amount_cents] : null);
  if (invoice === undefined) return [];
  const [shipments, returns] = await Promise.all([
    apruve.send(requests.listShipments(fact.id)),
    apruve.send(requests.listReturns(fact.id)),
  ]);
  compare(`shipments of ${fact.number}`, sorted(fact.shipments.map(idOf)), sorted(shipments.data.map(idOf)));
  return returns.data.map(idOf);
}

const idOf = ({ id }: { id: string }): string => id;
const sorted = (ids: readonly string[]): string[] => [...ids].sort((a, b) => (a < b ? -1 : 1));
