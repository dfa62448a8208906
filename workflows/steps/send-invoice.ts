import { runStep } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { InvoiceRequest } from '../contract/messages.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { verdict } from '../rules/actions.ts';
import { canonicalRequest, nextInvoiceNumber, planInvoice, type InvoicePlan } from '../rules/invoice-plan.ts';
import { invoiceStep } from '../rules/rows.ts';
import { shipOpenInvoice } from './ship.ts';

export interface SentInvoice {
  outcome: 'done' | 'unresolved';
  invoiceNumber: string;
  created: boolean;
}

/** The operator sends an invoice. Checks in the order of the rules: number, status, amount, cap; then Apruve is asked. */
export async function sendInvoice(checkout: CheckoutProcess, request: InvoiceRequest): Promise<SentInvoice> {
  const known = knownNumber(checkout, request);
  if (known !== null) return repeat(checkout, known, request);
  const allowed = verdict(checkout.facts, 'sendInvoice');
  if (!allowed.allowed) throw refusalFailure({ code: allowed.code, message: allowed.reason });
  const taken = new Set(checkout.requestsByNumber.keys());
  const plan = planInvoice(
    checkout.facts,
    request.merchantInvoiceId ?? nextInvoiceNumber(checkout.input.merchantOrderId, taken),
    request,
  );
  if ('code' in plan) throw refusalFailure(plan);
  return { ...(await makeInvoice(checkout, plan)), created: true };
}

/** Makes the planned invoice, then its shipment as soon as it is open. A shipment that fails is tried again on its own. */
export async function makeInvoice(checkout: CheckoutProcess, plan: InvoicePlan): Promise<Omit<SentInvoice, 'created'>> {
  const { number, amountCents, request } = plan;
  const order = checkout.facts.order;
  if (order === null) throw refusalFailure({ code: 'not-authorized', message: 'There is no order to invoice.' });
  remember(checkout, plan);
  const step = { step: invoiceStep(number), redo: { type: 'createInvoice', plan }, reservedCents: amountCents } as const;
  const outcome = await runStep(checkout, step, (ctx) => checkout.writes.createInvoice(ctx, order.id, plan)).catch(
    (error: unknown) => {
      forget(checkout, plan);
      throw error;
    },
  );
  if (outcome === 'done') {
    const made = checkout.facts.invoices.find((invoice) => invoice.number === number);
    if (made !== undefined) await shipOpenInvoice(checkout, made.id, request.shipment);
  }
  return { outcome, invoiceNumber: number };
}

function knownNumber(checkout: CheckoutProcess, { merchantInvoiceId, requestId }: InvoiceRequest): string | null {
  const number = merchantInvoiceId ?? (requestId === undefined ? undefined : checkout.numbersByRequestId.get(requestId));
  if (number === undefined) return null;
  return checkout.requestsByNumber.has(number) || checkout.facts.invoices.some((invoice) => invoice.number === number)
    ? number
    : null;
}

/** The same number again: the same request is the same invoice, in every state; another request is a conflict. */
function repeat(checkout: CheckoutProcess, number: string, request: InvoiceRequest): SentInvoice {
  if (checkout.requestsByNumber.get(number) !== canonicalRequest(request)) {
    const message = `The invoice number ${number} is already used on this order with other content; choose another number.`;
    throw refusalFailure({ code: 'invoice-conflict', message });
  }
  const unresolved = checkout.facts.unresolved.some(({ step }) => step === invoiceStep(number));
  return { outcome: unresolved ? 'unresolved' : 'done', invoiceNumber: number, created: false };
}

function remember(checkout: CheckoutProcess, { number, request }: InvoicePlan): void {
  checkout.requestsByNumber.set(number, canonicalRequest(request));
  if (request.requestId !== undefined) checkout.numbersByRequestId.set(request.requestId, number);
}

/** A number whose invoice Apruve refused is free again. */
function forget(checkout: CheckoutProcess, { number, request }: InvoicePlan): void {
  checkout.requestsByNumber.delete(number);
  if (request.requestId !== undefined) checkout.numbersByRequestId.delete(request.requestId);
}
