import type { InvoiceStatus } from '../../workflows/contract/checkout.ts';
import type { InvoiceTarget, StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import { invoiceVerdict } from '../../workflows/rules/actions.ts';
import { invoicedCents, orderCents } from '../../workflows/rules/credit.ts';
import type { InvoicePlan } from '../../workflows/rules/invoice-plan.ts';
import {
  captureStep,
  INVOICE_VERBS,
  invoiceStep,
  invoiceVerbStep,
  updateStep,
  type InvoiceVerb,
} from '../../workflows/rules/rows.ts';
import { readWhere, type Apruve } from '../apruve/client.ts';
import { isUnknown, type ApruveInvoice } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import { statusAttention } from '../apruve/unknown-status.ts';
import type { ActivityDeps } from '../deps.ts';
import { readShopOrder } from '../ledger/checkouts.ts';
import type { PlannedStep } from '../step/do-step.ts';
import { onCreditRefusal } from './available-credit.ts';
import { invoiceBody } from './invoice-body.ts';
import { invoiceFacts } from './invoice-facts.ts';
import { runInvoiceStep } from './run-invoice-step.ts';

/** How an invoice is issued, canceled or closed at Apruve, whoever made it; a lost answer is found by reading the invoice. */
export const verbCall = (
  apruve: Apruve,
  invoiceId: string,
  verb: InvoiceVerb,
): Pick<PlannedStep<ApruveInvoice>, 'request' | 'find'> => ({
  request: requests.actOnInvoice(invoiceId, verb),
  find: (wasAnswered) =>
    readWhere(apruve, requests.getInvoice(invoiceId), ({ status }) => (isUnknown(status) ? wasAnswered : isDone(status, verb))),
});

const isDone = (status: InvoiceStatus, verb: InvoiceVerb): boolean =>
  invoiceVerdict({ status }, INVOICE_VERBS[verb].action) === 'unchanged';

const EFFECT = { issue: 'open', cancel: 'canceled', close: 'closed' } as const satisfies Record<InvoiceVerb, InvoiceStatus>;

/** The invoice after the verb. Apruve's 2xx says that it is done, also where its word for the status is not known. */
const afterVerb = (invoice: ApruveInvoice, verb: InvoiceVerb): ApruveInvoice =>
  isUnknown(invoice.status) ? { ...invoice, status: EFFECT[verb] } : invoice;

/** Issues, cancels or closes an invoice at Apruve. Closing by hand says that the money was collected elsewhere. */
export function actOnInvoiceAtApruve(
  deps: ActivityDeps,
  ctx: StepContext,
  { invoiceId, number, amountCents, actor, note }: InvoiceTarget,
  verb: InvoiceVerb,
): Promise<StepOutcome> {
  return runInvoiceStep(deps, ctx, number, (apruve) => ({
    step: invoiceVerbStep(verb, invoiceId),
    action: INVOICE_VERBS[verb].row,
    amountCents,
    source: invoiceStep(number),
    reference: invoiceId,
    actor,
    note,
    ...verbCall(apruve, invoiceId, verb),
    ...onCreditRefusal(deps.db, ctx, verb === 'issue' && invoicedCents(ctx.facts) > orderCents(ctx.facts)),
    closes: verb === 'close',
    facts: (invoice, returnedCents) => [
      ...(verb === 'close' ? [{ fact: 'invoice-closed-by-hand', invoiceId } as const] : []),
      ...invoiceFacts(ctx, afterVerb(invoice, verb), number, returnedCents),
      ...statusAttention(ctx, invoice),
    ],
    records: (invoice, response, request) =>
      afterVerb(invoice, verb).status === 'closed' ? [{ step: captureStep(invoiceId), request, response }] : [],
  }));
}

/** Changes a draft or waiting invoice. Sending the same change twice has one effect. */
export function updateInvoiceAtApruve(
  deps: ActivityDeps,
  ctx: StepContext,
  { invoiceId, number, amountCents, actor }: InvoiceTarget,
  plan: InvoicePlan,
  n: number,
): Promise<StepOutcome> {
  return runInvoiceStep(deps, ctx, number, async () => {
    const order = await readShopOrder(deps.db, ctx.checkoutId);
    const { merchant_invoice_id: _, issue_on_create: __, ...body } = invoiceBody(plan, order);
    return {
      step: updateStep(invoiceId, n),
      action: 'update',
      amountCents: plan.amountCents,
      source: invoiceStep(number),
      reference: invoiceId,
      actor,
      request: requests.updateInvoice(invoiceId, body),
      ...onCreditRefusal(deps.db, ctx, invoicedCents(ctx.facts) - amountCents + plan.amountCents > orderCents(ctx.facts)),
      facts: (invoice, returnedCents) => invoiceFacts(ctx, invoice, number, returnedCents),
    };
  });
}
