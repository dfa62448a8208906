import type { InvoiceTarget, StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import { invoiceVerdict } from '../../workflows/rules/actions.ts';
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
import type { ApruveInvoice } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { readShopOrder } from '../ledger/checkouts.ts';
import type { PlannedStep } from '../step/do-step.ts';
import { runApruveStep } from '../step/run-apruve-step.ts';
import { invoiceBody } from './invoice-body.ts';
import { invoiceFacts } from './invoice-facts.ts';

/** How an invoice is issued, canceled or closed at Apruve, whoever made it; a lost answer is found by reading the invoice. */
export const verbCall = (
  apruve: Apruve,
  invoiceId: string,
  verb: InvoiceVerb,
): Pick<PlannedStep<ApruveInvoice>, 'request' | 'find'> => ({
  request: requests.actOnInvoice(invoiceId, verb),
  find: () => readWhere(apruve, requests.getInvoice(invoiceId), (invoice) => isDone(invoice, verb)),
});

const isDone = (invoice: ApruveInvoice, verb: InvoiceVerb): boolean =>
  invoiceVerdict(invoice, INVOICE_VERBS[verb].action) === 'unchanged';

/** Issues, cancels or closes an invoice at Apruve. Closing by hand says that the money was collected elsewhere. */
export function actOnInvoice(
  deps: ActivityDeps,
  ctx: StepContext,
  { invoiceId, number, amountCents, actor, note }: InvoiceTarget,
  verb: InvoiceVerb,
): Promise<StepOutcome> {
  return runApruveStep<ApruveInvoice>(deps, ctx, (apruve) => ({
    step: invoiceVerbStep(verb, invoiceId),
    action: INVOICE_VERBS[verb].row,
    amountCents,
    source: invoiceStep(number),
    reference: invoiceId,
    actor,
    note,
    ...verbCall(apruve, invoiceId, verb),
    facts: (invoice) => [
      ...(verb === 'close' ? [{ fact: 'invoice-closed-by-hand', invoiceId } as const] : []),
      ...invoiceFacts(ctx, invoice, number),
    ],
    records: ({ status }, response, request) =>
      status === 'closed' ? [{ step: captureStep(invoiceId), request, response }] : [],
  }));
}

/** Changes a draft or waiting invoice. Sending the same change twice has one effect. */
export function updateInvoice(
  deps: ActivityDeps,
  ctx: StepContext,
  { invoiceId, number, actor }: InvoiceTarget,
  plan: InvoicePlan,
  n: number,
): Promise<StepOutcome> {
  return runApruveStep<ApruveInvoice>(deps, ctx, async () => {
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
      facts: (invoice) => invoiceFacts(ctx, invoice, number),
    };
  });
}
