import { attempt } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { InvoiceRequest } from '../contract/messages.ts';
import type { Life } from '../process/checkout-process.ts';
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
export async function sendInvoice(life: Life, request: InvoiceRequest): Promise<SentInvoice> {
  const known = knownNumber(life, request);
  if (known !== null) return repeat(life, known, request);
  const allowed = verdict(life.facts, 'sendInvoice');
  if (!allowed.allowed) throw refusalFailure({ code: allowed.code, message: allowed.reason });
  const taken = new Set(life.asked.keys());
  const plan = planInvoice(
    life.facts,
    request.merchantInvoiceId ?? nextInvoiceNumber(life.input.merchantOrderId, taken),
    request,
  );
  if ('code' in plan) throw refusalFailure(plan);
  return { ...(await makeInvoice(life, plan)), created: true };
}

/** Makes the planned invoice, then its shipment as soon as it is open. A shipment that fails is tried again on its own. */
export async function makeInvoice(life: Life, plan: InvoicePlan): Promise<Omit<SentInvoice, 'created'>> {
  const { number, amountCents, request } = plan;
  const order = life.facts.order;
  if (order === null) throw refusalFailure({ code: 'not-authorized', message: 'There is no order to invoice.' });
  remember(life, plan);
  const step = { step: invoiceStep(number), redo: { type: 'createInvoice', plan }, reservedCents: amountCents } as const;
  const outcome = await attempt(life, step, (scene) => life.writes.createInvoice(scene, order.id, plan)).catch(
    (error: unknown) => {
      forget(life, plan);
      throw error;
    },
  );
  if (outcome === 'done') {
    const made = life.facts.invoices.find((invoice) => invoice.number === number);
    if (made !== undefined) await shipOpenInvoice(life, made.id, request.shipment);
  }
  return { outcome, invoiceNumber: number };
}

function knownNumber(life: Life, { merchantInvoiceId, requestId }: InvoiceRequest): string | null {
  const number = merchantInvoiceId ?? (requestId === undefined ? undefined : life.requests.get(requestId));
  if (number === undefined) return null;
  return life.asked.has(number) || life.facts.invoices.some((invoice) => invoice.number === number) ? number : null;
}

/** The same number again: the same request is the same invoice, in every state; another request is a conflict. */
function repeat(life: Life, number: string, request: InvoiceRequest): SentInvoice {
  if (life.asked.get(number) !== canonicalRequest(request)) {
    const message = `The invoice number ${number} is already used on this order with other content; choose another number.`;
    throw refusalFailure({ code: 'invoice-conflict', message });
  }
  const unresolved = life.facts.unresolved.some(({ step }) => step === invoiceStep(number));
  return { outcome: unresolved ? 'unresolved' : 'done', invoiceNumber: number, created: false };
}

function remember(life: Life, { number, request }: InvoicePlan): void {
  life.asked.set(number, canonicalRequest(request));
  if (request.requestId !== undefined) life.requests.set(request.requestId, number);
}

/** A number whose invoice Apruve refused is free again. */
function forget(life: Life, { number, request }: InvoicePlan): void {
  life.asked.delete(number);
  if (request.requestId !== undefined) life.requests.delete(request.requestId);
}
