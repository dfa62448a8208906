import type { InvoiceTarget, StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { invoiceVerdict } from '../../workflows/rules/actions.ts';
import {
  captureStep,
  INVOICE_VERBS,
  invoiceStep,
  invoiceVerbStep,
  updateStep,
  type InvoiceVerb,
} from '../../workflows/rules/rows.ts';
import type { InvoicePlan } from '../../workflows/rules/invoice-plan.ts';
import { paths, type Apruve } from '../apruve/client.ts';
import { invoiceSchema, type ApruveInvoice } from '../apruve/entities.ts';
import type { ActivityDeps } from '../deps.ts';
import { asStep } from '../step/failures.ts';
import { invoiceBody } from './invoice-body.ts';
import { invoiceFacts } from './invoice-facts.ts';
import type { StepRecord } from '../ledger/commit.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { readShopOrder } from '../ledger/reads.ts';
import { doStep, type StepCalls } from '../step/do-step.ts';

/** How an invoice is issued, canceled or closed at Apruve, whoever it belongs to; a lost answer is found by reading it again. */
export const verbCalls = (apruve: Apruve, invoiceId: string, verb: InvoiceVerb): StepCalls<ApruveInvoice> => ({
  send: () => apruve.actOnInvoice(invoiceId, verb),
  find: async () => {
    const read = await apruve.getInvoice(invoiceId);
    return invoiceVerdict(read.data, INVOICE_VERBS[verb].action) === 'unchanged' ? read : null;
  },
  parse: (recorded) => invoiceSchema.parse(recorded),
});

/** Issues, cancels or closes an invoice at Apruve; a lost answer is found by reading the invoice again. */
export function actOnInvoice(
  deps: ActivityDeps,
  ctx: StepContext,
  target: InvoiceTarget,
  verb: InvoiceVerb,
): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const { invoiceId, number, amountCents, actor, note } = target;
    const action = INVOICE_VERBS[verb].row;
    const step = invoiceVerbStep(verb, invoiceId);
    const request = { method: 'POST', path: paths.actOnInvoice(invoiceId, verb), body: null };
    const { data, response } = await doStep(
      deps.db,
      ctx,
      { step, action, amountCents, source: invoiceStep(number), reference: invoiceId, request, actor, note },
      verbCalls(apruve, invoiceId, verb),
      ctx.unknownOutcomeWaitMs,
    );
    const byHand: Fact[] = verb === 'close' ? [{ fact: 'invoice-closed-by-hand', invoiceId }] : [];
    const newFacts = [...byHand, ...invoiceFacts(ctx, data, number)];
    const capture: StepRecord = { step: captureStep(invoiceId), request, response };
    const taken = await commitAndNotify(deps, ctx, newFacts, [
      { step, response, successful: true },
      ...(data.status === 'closed' ? [capture] : []),
    ]);
    return { ...taken, waitingEvents: [] };
  });
}

/** Changes a draft or waiting invoice. Sending the same change twice has one effect, so nothing has to be looked up. */
export function updateInvoice(
  deps: ActivityDeps,
  ctx: StepContext,
  target: InvoiceTarget,
  plan: InvoicePlan,
  n: number,
): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const { invoiceId, number, actor } = target;
    const {
      merchant_invoice_id: _,
      issue_on_create: __,
      ...body
    } = invoiceBody(plan, await readShopOrder(deps.db, ctx.checkoutId));
    const step = updateStep(invoiceId, n);
    const request = { method: 'PATCH', path: paths.invoice(invoiceId), body };
    const { data, response } = await doStep(
      deps.db,
      ctx,
      {
        step,
        action: 'update',
        amountCents: plan.amountCents,
        source: invoiceStep(number),
        reference: invoiceId,
        request,
        actor,
      },
      {
        send: () => apruve.updateInvoice(invoiceId, body),
        find: async () => null,
        parse: (recorded) => invoiceSchema.parse(recorded),
      },
      ctx.unknownOutcomeWaitMs,
    );
    const newFacts = invoiceFacts(ctx, data, number);
    const taken = await commitAndNotify(deps, ctx, newFacts, [{ step, response, successful: true }]);
    return { ...taken, waitingEvents: [] };
  });
}
