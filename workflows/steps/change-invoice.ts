import type { Outcome } from '../contract/messages.ts';
import { runStep } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { InvoiceActionRequest, InvoiceUpdateRequest } from '../contract/requests.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { InvoiceChange } from '../process/message.ts';
import { credit } from '../rules/credit.ts';
import { planInvoice } from '../rules/invoice-plan.ts';
import { updateStep } from '../rules/rows.ts';
import { assertNoEarlierChange, invoiceAllowing } from '../process/admission.ts';
import { actOnInvoice, targetOf } from './act-on-invoice.ts';
import { cancelOneInvoice } from './cancel-invoices.ts';
import { releaseFreedCredit } from './end-checkout.ts';
import { assertShippable } from './send-invoice.ts';
import { shipOpenInvoice } from './ship.ts';

/** A draft goes to the buyer; its shipment follows as soon as it is open. */
export async function issueInvoice(checkout: CheckoutProcess, request: InvoiceActionRequest): Promise<Outcome> {
  const invoice = invoiceAllowing(checkout, 'issueInvoice', request.invoiceId);
  if (invoice === 'unchanged') return 'done';
  const { invoiced_cents, limit_cents } = credit(checkout.facts);
  if (invoiced_cents > limit_cents) {
    const message = 'The live invoices are above 110 % of the order: cancel one, or make this one smaller, before it is issued.';
    throw refusalFailure({ code: 'credit-exceeded', message, details: { remaining_cents: 0 } });
  }
  const outcome = await actOnInvoice(checkout, invoice, 'issue', { type: 'issueInvoice', request }, { actor: request.actor });
  if (outcome === 'done') await shipOpenInvoice(checkout, invoice.id);
  return outcome;
}

/** Cancels an invoice that nobody has paid; on a completed order its part of the credit is released again. */
export async function cancelInvoice(checkout: CheckoutProcess, request: InvoiceActionRequest): Promise<Outcome> {
  const invoice = invoiceAllowing(checkout, 'cancelInvoice', request.invoiceId);
  if (invoice === 'unchanged') return 'done';
  const outcome = await cancelOneInvoice(checkout, invoice, { type: 'cancelInvoice', request }, request.actor);
  return outcome === 'done' ? releaseFreedCredit(checkout) : outcome;
}

/** The money was collected outside of Apruve: the invoice is closed there, and captured here. */
export async function closeInvoice(checkout: CheckoutProcess, request: InvoiceActionRequest): Promise<Outcome> {
  const invoice = invoiceAllowing(checkout, 'closeInvoice', request.invoiceId);
  if (invoice === 'unchanged') return 'done';
  return actOnInvoice(checkout, invoice, 'close', { type: 'closeInvoice', request }, request);
}

/** Changes a draft or waiting invoice, within what the other invoices leave of the order. */
export async function updateInvoice(checkout: CheckoutProcess, request: InvoiceUpdateRequest): Promise<Outcome> {
  const invoice = invoiceAllowing(checkout, 'updateInvoice', request.invoiceId);
  if (invoice === 'unchanged') return 'done';
  assertNoEarlierChange(checkout, invoice.id);
  const others = { ...checkout.facts, invoices: checkout.facts.invoices.filter(({ id }) => id !== invoice.id) };
  const { amountCents, taxCents, shippingCents, items, lines, actor } = request;
  const parts = items === undefined && lines === undefined && taxCents === undefined && shippingCents === undefined;
  const amount = amountCents ?? (parts ? invoice.amountCents : undefined);
  const plan = planInvoice(others, invoice.number, { amountCents: amount, taxCents, shippingCents, items, lines, actor });
  if ('code' in plan) throw refusalFailure(plan);
  const shipment = request.shipment ?? checkout.invoiceRequests.shipmentOf(invoice.number);
  assertShippable(checkout, plan, shipment);
  const outcome = await changeInvoice(checkout, {
    target: { ...targetOf(invoice), actor },
    plan,
    n: checkout.steps.next(`update:${invoice.id}`),
  });
  if (request.shipment !== undefined) checkout.invoiceRequests.shipAs(invoice.number, shipment);
  return outcome;
}

/** Does a planned change. */
export function changeInvoice(checkout: CheckoutProcess, change: InvoiceChange): Promise<Outcome> {
  const { target: about, plan, n } = change;
  const step = { step: updateStep(about.invoiceId, n), redo: { type: 'changeInvoice', change } } as const;
  return runStep(checkout, step, (ctx) => checkout.writes.updateInvoice(ctx, about, plan, n));
}
