import type { InvoiceRequest, Outcome, ShipmentRequest } from '../contract/messages.ts';
import type { StepCall, StepOutcome } from '../contract/step-context.ts';
import { assertAllowed } from '../process/admission.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { refusalFailure } from '../process/refusal.ts';
import { recordFacts, runStep } from '../process/run-step.ts';
import { CHANGED } from '../rules/actions.ts';
import { nextInvoiceNumber, planInvoice, type InvoicePlan } from '../rules/invoice-plan.ts';
import { adoptStep, invoiceStep, refusedRequestStep } from '../rules/rows.ts';
import { refusalOfFirst } from '../rules/shipment-plan.ts';
import { shipOpenInvoice, takeShipped } from './ship.ts';

export interface SentInvoice {
  outcome: Outcome;
  invoiceNumber: string;
  created: boolean;
}

/** An operator sends an invoice. It is checked in the order of the rules: number, status, amount, cap; then Apruve is asked. */
export async function sendInvoice(checkout: CheckoutProcess, request: InvoiceRequest): Promise<SentInvoice> {
  const known = knownNumber(checkout, request);
  if (known !== null) return repeat(checkout, known, request);
  assertAllowed(checkout, 'sendInvoice');
  if (request.ifVersion !== undefined && request.ifVersion !== checkout.facts.version) throw refusalFailure(CHANGED);
  assertOwnInvoiceFound(checkout);
  const number = numberFor(checkout, request);
  const plan = planInvoice(checkout.facts, number, request);
  if ('code' in plan) throw refusalFailure(plan);
  assertShippable(checkout, plan, request.shipment);
  return { ...(await makeInvoice(checkout, plan)), created: true };
}

/** The number that an invoice asked for like this gets. */
function numberFor({ input, invoiceRequests, facts }: CheckoutProcess, { merchantInvoiceId }: InvoiceRequest): string {
  const known = facts.invoices.map(({ number }) => number);
  return merchantInvoiceId ?? nextInvoiceNumber(input.merchantOrderId, invoiceRequests.numbers, known);
}

/** Makes the planned invoice, then its shipment as soon as it is open. A shipment that fails is tried again on its own. */
export async function makeInvoice(checkout: CheckoutProcess, plan: InvoicePlan): Promise<Omit<SentInvoice, 'created'>> {
  const { number, amountCents } = plan;
  const order = checkout.facts.order;
  if (order === null) throw refusalFailure({ code: 'not-authorized', message: 'There is no order to invoice.' });
  checkout.invoiceRequests.remember(plan);
  const step = { step: invoiceStep(number), redo: { type: 'createInvoice', plan }, reservedCents: amountCents } as const;
  let ship = (invoiceId: string): Promise<void> => shipOpenInvoice(checkout, invoiceId);
  const invoiceAndShip = async (ctx: StepCall): Promise<StepOutcome> => {
    checkout.reserveVersion();
    const { shipped, ...invoiced } = await checkout.writes.invoiceAndShip(ctx, order.id, plan);
    if (shipped !== undefined) ship = (invoiceId) => takeShipped(checkout, invoiceId, shipped, ctx);
    return invoiced;
  };
  const invoiceAlone = (ctx: StepCall): Promise<StepOutcome> => checkout.writes.createInvoice(ctx, order.id, plan);
  const call = checkout.input.shipsWithInvoice === true ? invoiceAndShip : invoiceAlone;
  const outcome = await runStep(checkout, step, call).catch((error: unknown) => {
    checkout.invoiceRequests.forget(plan);
    throw error;
  });
  if (outcome === 'done') {
    const made = checkout.facts.invoices.find((invoice) => invoice.number === number);
    if (made !== undefined) await ship(made.id);
  }
  return { outcome, invoiceNumber: number };
}

/** Refuses a shipment that does not fit the invoice that it is asked for with. */
export function assertShippable({ facts }: CheckoutProcess, plan: InvoicePlan, shipment: ShipmentRequest = {}): void {
  const refusal = refusalOfFirst(plan, shipment, facts.terms.currency);
  if (refusal !== null) throw refusalFailure(refusal);
}

/** With `invoice_on_create` Apruve may have made the invoice already. While that cannot be told, a second one is not made. */
function assertOwnInvoiceFound({ facts, input }: CheckoutProcess): void {
  const isInDoubt = facts.unresolved.some(({ step }) => step.startsWith(adoptStep('')));
  if (!input.invoiceOnCreate || !isInDoubt) return;
  const message =
    'Apruve makes the invoice of this order itself, and its list cannot be read yet: send again once Apruve answers.';
  throw refusalFailure({ code: 'step-unresolved', message });
}

function knownNumber({ facts, invoiceRequests }: CheckoutProcess, request: InvoiceRequest): string | null {
  const asked = invoiceRequests.numberOf(request);
  if (asked === undefined) return null;
  return invoiceRequests.numbers.has(asked) || facts.invoices.some(({ number }) => number === asked) ? asked : null;
}

/** The same number again: the same request is the same invoice, in every state; another request is a conflict. */
function repeat(checkout: CheckoutProcess, number: string, request: InvoiceRequest): SentInvoice {
  if (!checkout.invoiceRequests.isRepeat(number, request)) {
    const message = `The invoice number ${number} is already used on this order with other content; choose another number.`;
    throw refusalFailure({ code: 'invoice-conflict', message });
  }
  const unresolved = checkout.facts.unresolved.some(({ step }) => step === invoiceStep(number));
  return { outcome: unresolved ? 'unresolved' : 'done', invoiceNumber: number, created: false };
}

/** Shows a refused invoice that was asked for by signal: nobody waits for its answer. */
export async function showRefusedInvoice(checkout: CheckoutProcess, why: string, request: InvoiceRequest | null): Promise<void> {
  const message = `An invoice that was asked for by signal was refused: ${why}`;
  const step = refusedRequestStep('invoice', checkout.steps.next('refused'));
  const subject = request === null ? step : numberFor(checkout, request);
  await recordFacts(checkout, [{ fact: 'attention', attention: { code: 'invoice-refused', subject, message }, again: true }], {
    step,
    action: 'invoice',
    amountCents: request?.amountCents ?? 0,
    successful: false,
    request: { method: 'SIGNAL', path: 'sendInvoice', body: request },
    actor: request?.actor ?? null,
    note: why,
  });
}
