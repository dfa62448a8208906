import { INVOICE_STATUSES, type InvoiceFact } from '../../workflows/contract/checkout.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { isLive, isPending } from '../../workflows/rules/credit.ts';
import { captureStep, invoiceStep } from '../../workflows/rules/rows.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import { isUnknown, type ApruveInvoice, type ApruveReturn, type ApruveShipment } from '../apruve/entities.ts';
import { ApruveError, isRefusal } from '../apruve/errors.ts';
import { listAllInvoices } from '../apruve/pages.ts';
import { capturedCents, failedPayment } from '../apruve/payments.ts';
import { requests } from '../apruve/requests.ts';
import { isToldOtherwise } from '../apruve/unknown-status.ts';
import type { ActivityDeps } from '../deps.ts';
import type { StepRecord } from '../ledger/rows.ts';
import { invoiceFacts, returnedCentsOf, vanishedFacts } from './invoice-facts.ts';
import { shipmentsOfOthers } from './shipment-facts.ts';
import { takeInReturns } from './take-in-returns.ts';

/** An invoice with everything that Apruve shows of it, and the number that it has here. */
interface WholeInvoice {
  invoice: ApruveInvoice;
  number: string;
  returns: Read<ApruveReturn[]>;
  shipments: Read<ApruveShipment[]>;
}

/** What a list of an order's invoices makes known. */
export interface InvoicesLook {
  newFacts: Fact[];
  records: StepRecord[];
  /** The invoices that were read whole: their returns are written after the facts. */
  read: WholeInvoice[];
  /** Every invoice of the order. */
  listed: ApruveInvoice[];
}

/**
 * Lists all invoices of the adopted order and reads those that nobody made here (`invoice_on_create`, the dashboard) or whose state
 * differs from the facts. A list that cannot be read leaves the step in doubt: it throws, and nothing may be concluded from it.
 */
export async function lookAtInvoices(apruve: Apruve, ctx: StepContext, orderId: string): Promise<InvoicesLook> {
  return readNews(apruve, ctx, orderId, (invoice) => isForeign(ctx, invoice) || isInvoiceChanged(ctx, invoice), LISTED);
}

/** The same for what others made: their invoices, and their shipments of ours. */
export async function lookForForeign(apruve: Apruve, ctx: StepContext, orderId: string): Promise<InvoicesLook> {
  const look = await readNews(apruve, ctx, orderId, (invoice) => isForeign(ctx, invoice), []);
  const shipped = await Promise.all(
    ctx.facts.invoices.filter(canBeShipped).map((invoice) => lookAtShipments(apruve, ctx, invoice)),
  );
  return {
    ...look,
    newFacts: [...look.newFacts, ...shipped.flatMap(({ newFacts }) => newFacts)],
    records: [...look.records, ...shipped.flatMap(({ records }) => records)],
  };
}

async function lookAtShipments(apruve: Apruve, ctx: StepContext, { id, number, amountCents }: InvoiceFact) {
  const listed = await apruve.send(requests.listShipments(id)).catch((error: unknown) => {
    throw inDoubt(error);
  });
  return shipmentsOfOthers(ctx, { id, number, amount_cents: amountCents }, listed);
}

/** Apruve takes no shipment of a canceled invoice. */
const canBeShipped = (invoice: InvoiceFact): boolean => isLive(invoice) && !isPending(invoice);

const LISTED: Fact[] = [{ fact: 'invoices-listed' }];

async function readNews(
  apruve: Apruve,
  ctx: StepContext,
  orderId: string,
  isNews: (invoice: ApruveInvoice) => boolean,
  alwaysTrue: Fact[],
): Promise<InvoicesLook> {
  try {
    const { answer, data: listed } = await listAllInvoices(apruve, orderId);
    const news = listed.filter(isNews);
    const read = await Promise.all(news.map((invoice) => readWhole(apruve, invoice, numberHere(ctx, invoice, listed))));
    const newFacts = [...read.flatMap((one) => listedFacts(ctx, one)), ...alwaysTrue];
    return { newFacts, records: read.flatMap((one) => recordsOf(ctx, one, answer.status)), read, listed };
  } catch (error) {
    throw inDoubt(error);
  }
}

/** Order and invoices are known, so a read that is refused or finds nothing proves nothing: it is asked for again. */
export function inDoubt(error: unknown, what = `The order's invoices, or their shipments, cannot be listed`): unknown {
  if (!isRefusal(error)) return error;
  return new ApruveError('unreachable', `${what}: ${error.message}`, { cause: error });
}

/** Writes the returns that a look has shown, after its facts. */
export async function takeInListedReturns(deps: ActivityDeps, ctx: StepContext, read: readonly WholeInvoice[]): Promise<void> {
  for (const { invoice, number, returns } of read) await takeInReturns(deps, ctx, { invoiceId: invoice.id, number }, returns);
}

/** Made by somebody else: an id that is not known, and not the one that a step of ours may be making. */
function isForeign({ facts }: StepContext, { id, merchant_invoice_id: number }: ApruveInvoice): boolean {
  const isMaking = number != null && facts.unresolved.some(({ step }) => step === invoiceStep(number));
  return !isMaking && !facts.invoices.some((invoice) => invoice.id === id);
}

function isInvoiceChanged({ facts }: StepContext, shown: ApruveInvoice): boolean {
  const known = facts.invoices.find(({ id }) => id === shown.id);
  return known !== undefined && (isUnknown(shown.status) || isToldOtherwise(facts, shown) || isInvoiceNews(known, shown));
}

/**
 * True where Apruve shows more of an invoice than is known: a later state, another amount or due date, a payment of a part, one that
 * failed. An earlier state is a late answer, and what is canceled stays so.
 */
export function isInvoiceNews(known: InvoiceFact, shown: ApruveInvoice): boolean {
  const rank = INVOICE_STATUSES.findIndex((status) => status === shown.status) - INVOICE_STATUSES.indexOf(known.status);
  if (known.status === 'canceled' || rank < 0) return false;
  const isDueOtherwise = known.status !== 'closed' && known.dueAt !== (shown.due_at ?? null);
  return rank > 0 || known.amountCents !== shown.amount_cents || isDueOtherwise || hasPaymentNews(known, shown);
}

/** Once it is closed all of it is paid, whatever the payments show. */
const hasPaymentNews = ({ status, paidCents = 0, failedPayment: failed }: InvoiceFact, shown: ApruveInvoice): boolean =>
  status !== 'closed' && (paidCents !== capturedCents(shown) || failed?.id !== failedPayment(shown)?.id);

async function readWhole(apruve: Apruve, invoice: ApruveInvoice, number: string): Promise<WholeInvoice> {
  const [returns, shipments] = await Promise.all([
    apruve.send(requests.listReturns(invoice.id)),
    apruve.send(requests.listShipments(invoice.id)),
  ]);
  return { invoice, number, returns, shipments };
}

/** Apruve's id tells invoices apart: one of others whose number another invoice carries as well is called by its id. */
export function numberHere(
  { facts }: StepContext,
  { id, merchant_invoice_id: number }: ApruveInvoice,
  listed: readonly ApruveInvoice[] = [],
): string {
  const known = facts.invoices.find((invoice) => invoice.id === id);
  const isTaken =
    facts.invoices.some((invoice) => invoice.number === number) ||
    listed.some((other) => other.id !== id && other.merchant_invoice_id === number);
  return known?.number ?? (number == null || isTaken ? id : number);
}

function listedFacts(ctx: StepContext, { invoice, number, returns, shipments }: WholeInvoice): Fact[] {
  const returned = returnedCentsOf(returns.data);
  return [
    ...invoiceFacts(ctx, invoice, number, returned),
    ...shipmentsOfOthers(ctx, { ...invoice, number }, shipments).newFacts,
    ...vanishedFacts(ctx, invoice, number),
  ];
}

function recordsOf(ctx: StepContext, { invoice, number, shipments }: WholeInvoice, status: number): StepRecord[] {
  const isKnown = ctx.facts.invoices.some(({ id }) => id === invoice.id);
  const steps = isKnown ? [captureStep(invoice.id)] : [invoiceStep(number), captureStep(invoice.id)];
  const { records } = shipmentsOfOthers(ctx, { ...invoice, number }, shipments);
  return [...steps.map((step) => ({ step, response: { status, body: invoice } })), ...records];
}
