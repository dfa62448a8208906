import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { sum } from '../../workflows/rules/money.ts';
import { captureStep, invoiceStep } from '../../workflows/rules/rows.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import type { ApruveInvoice, ApruveReturn, ApruveShipment } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { asStep } from '../step/failures.ts';
import type { StepRecord } from '../ledger/commit.ts';
import { foreignShipments, invoiceFacts } from './invoice-facts.ts';
import { takeInReturns } from './invoicing.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';

/** An invoice on our order that nobody made here, with all that Apruve shows of it. */
interface Foreign {
  invoice: ApruveInvoice;
  number: string;
  returns: Read<ApruveReturn[]>;
  shipments: Read<ApruveShipment[]>;
}

/**
 * Takes in the invoices on our order that nobody made here: Apruve's own (`invoice_on_create`) and those of its dashboard, with
 * their shipments and returns, for they may have some already. What we made ourselves, or may be making, is left alone.
 */
export function adoptInvoices(deps: ActivityDeps, ctx: StepContext, orderId: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const list = await apruve.send(requests.listInvoices(orderId));
    const { newFacts, records, foreign } = await readForeign(apruve, ctx, list);
    const outcome = await commitAndNotify(deps, ctx, newFacts, records);
    await takeInForeignReturns(deps, ctx, foreign);
    return outcome;
  });
}

/** What a list shows that nobody made here: facts, rows, and the invoices whose returns are to be taken in after them. */
export interface ForeignInvoices {
  newFacts: Fact[];
  records: StepRecord[];
  foreign: Foreign[];
}

/** Reads all of the invoices in a list that nobody made here. */
export async function readForeign(
  apruve: Apruve,
  ctx: StepContext,
  { answer, data }: Read<ApruveInvoice[]>,
): Promise<ForeignInvoices> {
  const foreign = await Promise.all(data.filter((invoice) => isForeign(ctx, invoice)).map((it) => withParts(apruve, it)));
  const newFacts = foreign.flatMap((one) => factsOf(ctx, one));
  const records = foreign.flatMap(({ invoice, number }) => {
    const response = { status: answer.status, body: invoice };
    return [invoiceStep(number), captureStep(invoice.id)].map((step) => ({ step, response }));
  });
  return { newFacts, records, foreign };
}

/** Takes in the returns of foreign invoices, once their rows are there. */
export async function takeInForeignReturns(deps: ActivityDeps, ctx: StepContext, foreign: readonly Foreign[]): Promise<void> {
  for (const { invoice, number, returns } of foreign) {
    await takeInReturns(deps, ctx, { invoiceId: invoice.id, number }, returns);
  }
}

function isForeign({ facts }: StepContext, { id, merchant_invoice_id: number }: ApruveInvoice): boolean {
  const ours = new Set(facts.invoices.flatMap((invoice) => [invoice.id, invoice.number]));
  const making = new Set(facts.unresolved.map(({ step }) => step));
  return !ours.has(id) && (number == null || (!ours.has(number) && !making.has(invoiceStep(number))));
}

async function withParts(apruve: Apruve, invoice: ApruveInvoice): Promise<Foreign> {
  const [returns, shipments] = await Promise.all([
    apruve.send(requests.listReturns(invoice.id)),
    apruve.send(requests.listShipments(invoice.id)),
  ]);
  return { invoice, number: invoice.merchant_invoice_id ?? invoice.id, returns, shipments };
}

function factsOf(ctx: StepContext, { invoice, number, returns, shipments }: Foreign): Fact[] {
  const returned = sum(returns.data.map(({ amount_cents }) => amount_cents));
  return [...invoiceFacts(ctx, invoice, number, returned), ...foreignShipments(ctx, invoice, shipments.data)];
}
