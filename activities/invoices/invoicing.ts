import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { canonicalRequest, type InvoicePlan } from '../../workflows/rules/invoice-plan.ts';
import { captureStep, invoiceStep, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { invoicedCents, orderCents } from '../../workflows/rules/credit.ts';
import { pick } from '../apruve/client.ts';
import type { ApruveInvoice } from '../apruve/entities.ts';
import { recordedRequest, requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { onCreditRefusal } from './available-credit.ts';
import { asStep } from '../step/failures.ts';
import { invoiceBody } from './invoice-body.ts';
import { invoiceFacts, returnedCentsOf, vanishedFacts } from './invoice-facts.ts';
import { shipmentsOfOthers } from './shipment-facts.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { readShopOrder } from '../ledger/checkouts.ts';
import { listAllInvoices } from '../apruve/pages.ts';
import { numberHere } from './look-at-invoices.ts';
import { takeInReturns } from './take-in-returns.ts';
import { runInvoiceStep } from './run-invoice-step.ts';

/**
 * Makes one invoice on the adopted order, found again by its number and amount after a lost answer: others may use the number. Above the order's amount Apruve also
 * needs the buyer's free credit, so its refusal then says how much is there.
 */
export function createInvoice(deps: ActivityDeps, ctx: StepContext, orderId: string, plan: InvoicePlan): Promise<StepOutcome> {
  const { number, amountCents, request: asked } = plan;
  const isAboveOrder = invoicedCents(ctx.facts) + amountCents > orderCents(ctx.facts);
  const isOurs = (shown: ApruveInvoice): boolean => shown.merchant_invoice_id === number && shown.amount_cents === amountCents;
  return runInvoiceStep(deps, ctx, number, async (apruve) => ({
    step: invoiceStep(number),
    action: 'invoice',
    amountCents,
    source: PURCHASE_STEP,
    actor: asked.actor,
    asked: canonicalRequest(asked),
    requestId: asked.requestId,
    request: requests.createInvoice(orderId, invoiceBody(plan, await readShopOrder(deps.db, ctx.checkoutId))),
    find: async () => pick(await listAllInvoices(apruve, orderId), isOurs),
    facts: (invoice, returnedCents) => [...invoiceFacts(ctx, invoice, number, returnedCents), signalAnswered(number)],
    awaitedBy: ({ id }) => ({ invoiceId: id }),
    ...onCreditRefusal(deps.db, ctx, isAboveOrder),
  }));
}

/**
 * Reads an invoice with its returns and shipments as Apruve shows them now: the only thing that is believed of it. Records the
 * capture where it is paid, and takes in what others made of it in Apruve's dashboard. `fundedAt`: when it was funded, as a verified
 * event has told; a closed invoice does not show it.
 */
export function readInvoice(deps: ActivityDeps, ctx: StepContext, invoiceId: string, fundedAt?: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const [{ answer, data }, returns, shipments] = await Promise.all([
      apruve.send(requests.getInvoice(invoiceId)),
      apruve.send(requests.listReturns(invoiceId)),
      apruve.send(requests.listShipments(invoiceId)),
    ]);
    const ours = data.order_id === ctx.facts.order?.id;
    const number = numberHere(ctx, data);
    const returned = returnedCentsOf(returns.data);
    const shipped = shipmentsOfOthers(ctx, { ...data, number }, shipments);
    const newFacts = ours
      ? [...invoiceFacts(ctx, data, number, returned, fundedAt), ...shipped.newFacts, ...vanishedFacts(ctx, data, number)]
      : [];
    const request = recordedRequest(requests.getInvoice(invoiceId));
    const records = [{ step: captureStep(data.id), request, response: answer }, ...shipped.records];
    const outcome = await commitAndNotify(deps, ctx, newFacts, records);
    if (ours) await takeInReturns(deps, ctx, { invoiceId, number }, returns);
    return outcome;
  });
}

/** An invoice that got through answers what a signal with its number was refused for. */
const signalAnswered = (number: string): Fact => ({ fact: 'attention-cleared', code: 'invoice-refused', subject: number });
