import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { sum } from '../../workflows/rules/money.ts';
import { canonicalRequest, type InvoicePlan } from '../../workflows/rules/invoice-plan.ts';
import { captureStep, invoiceStep, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { invoicedCents } from '../../workflows/rules/credit.ts';
import { paths, pick, type Apruve, type Read } from '../apruve/client.ts';
import { invoiceSchema, type ApruveReturn } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { availableCents } from './available-credit.ts';
import { asStep, refused } from '../step/failures.ts';
import { invoiceBody } from './invoice-body.ts';
import { foreignShipments, invoiceFacts, vanishedFacts } from './invoice-facts.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { waitingEventsFor } from '../ledger/waiting-events.ts';
import { readShopOrder } from '../ledger/reads.ts';
import { adoptReturns } from '../ledger/returns.ts';
import { doStep } from '../step/do-step.ts';

/**
 * Makes one invoice on the adopted order, found again by its number after a lost answer. Above the order's amount Apruve also
 * needs the buyer's free credit: its refusal then tells how much is there.
 */
export function createInvoice(deps: ActivityDeps, ctx: StepContext, orderId: string, plan: InvoicePlan): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    try {
      return await createInvoiceAtApruve(deps, apruve, ctx, orderId, plan);
    } catch (error) {
      const above = invoicedCents(ctx.facts) + plan.amountCents > ctx.facts.terms.amountCents;
      if (!above || !(error instanceof ApruveError) || error.kind !== 'refused') throw error;
      const available_cents = await availableCents(deps.db, apruve, ctx);
      const details = available_cents === null ? {} : { available_cents };
      return refused({ code: 'refused-by-apruve', message: error.message, details });
    }
  });
}

async function createInvoiceAtApruve(
  deps: ActivityDeps,
  apruve: Apruve,
  ctx: StepContext,
  orderId: string,
  plan: InvoicePlan,
): Promise<StepOutcome> {
  const body = invoiceBody(plan, await readShopOrder(deps.db, ctx.checkoutId));
  const step = invoiceStep(plan.number);
  const {
    amountCents,
    request: { actor, requestId },
  } = plan;
  const request = { method: 'POST', path: paths.orderInvoices(orderId), body };
  const asked = canonicalRequest(plan.request);
  const { data, response } = await doStep(
    deps.db,
    ctx,
    { step, action: 'invoice', amountCents, source: PURCHASE_STEP, request, actor, asked, requestId },
    {
      send: () => apruve.createInvoice(orderId, body),
      find: async () => pick(await apruve.listInvoices(orderId), (invoice) => invoice.merchant_invoice_id === plan.number),
      parse: (recorded) => invoiceSchema.parse(recorded),
    },
    ctx.unknownOutcomeWaitMs,
  );
  const newFacts = [...invoiceFacts(ctx, data, plan.number), ...REFUSALS_ANSWERED];
  const taken = await commitAndNotify(deps, ctx, newFacts, [{ step, response }]);
  return { ...taken, waitingEvents: await waitingEventsFor(deps.db, ctx, newFacts, { invoiceId: data.id }) };
}

/**
 * Reads an invoice with its returns and shipments as Apruve shows them now: the only thing that is believed of it. Records the
 * capture where it is paid, and takes in what others made of it in Apruve's dashboard.
 */
export function readInvoice(deps: ActivityDeps, ctx: StepContext, invoiceId: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const [{ answer, data }, returns, shipments] = await Promise.all([
      apruve.getInvoice(invoiceId),
      apruve.listReturns(invoiceId),
      apruve.listShipments(invoiceId),
    ]);
    const ours = data.order_id === ctx.facts.order?.id;
    const number = ctx.facts.invoices.find(({ id }) => id === data.id)?.number ?? data.merchant_invoice_id ?? data.id;
    const returned = sum(returns.data.map(({ amount_cents }) => amount_cents));
    const newFacts = ours
      ? [
          ...invoiceFacts(ctx, data, number, returned),
          ...foreignShipments(ctx, data, shipments.data),
          ...vanishedFacts(ctx, data, number),
        ]
      : [];
    const request = { method: 'GET', path: paths.invoice(invoiceId), body: null };
    const taken = await commitAndNotify(deps, ctx, newFacts, [{ step: captureStep(data.id), request, response: answer }]);
    if (ours) await takeInReturns(deps, ctx, { invoiceId, number }, returns);
    return { ...taken, waitingEvents: [] };
  });
}

/** Takes in the returns that others made of an invoice. */
export async function takeInReturns(
  deps: ActivityDeps,
  { checkoutId, channel, currency }: StepContext,
  { invoiceId, number }: { invoiceId: string; number: string },
  { answer, data }: Read<ApruveReturn[]>,
): Promise<void> {
  const { receiver, mode } = await deps.channel(channel);
  const notifyMode = receiver === null ? null : mode;
  const invoice = { checkoutId, invoiceId, invoiceStep: invoiceStep(number), currency, notifyMode };
  const adopted = await adoptReturns(deps.db, invoice, data, answer.status);
  if (adopted && notifyMode !== null) await deps.workflows.wakeNotifications(checkoutId);
}

/** An invoice that got through answers what an earlier one was refused for. */
const REFUSALS_ANSWERED: Fact[] = [
  { fact: 'attention-cleared', code: 'invoice-refused' },
  { fact: 'attention-cleared', code: 'refused-by-apruve' },
];
