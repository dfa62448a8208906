import { runStep } from '../process/run-step.ts';
import { refusalFailure } from '../process/refusal.ts';
import type { InvoiceActionRequest, InvoiceUpdateRequest } from '../contract/requests.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { InvoiceChange } from '../process/mailbox.ts';
import { credit } from '../rules/credit.ts';
import { planInvoice } from '../rules/invoice-plan.ts';
import { closeStep, issueStep, updateStep } from '../rules/rows.ts';
import { invoiceAllowing, assertNoEarlierChange, targetOf } from './allowed.ts';
import { shipOpenInvoice } from './ship.ts';
import { releaseFreedCredit } from './end-checkout.ts';
import { withdrawInvoice } from './withdraw.ts';

type Outcome = 'done' | 'unresolved';

/** A draft goes to the buyer; its shipment follows as soon as it is open. */
export async function issueInvoice(checkout: CheckoutProcess, request: InvoiceActionRequest): Promise<Outcome> {
  const invoice = invoiceAllowing(checkout, 'issueInvoice', request.invoiceId);
  if (invoice === 'unchanged') return 'done';
  const { invoiced_cents, limit_cents } = credit(checkout.facts);
  if (invoiced_cents > limit_cents) {
    const message = 'The live invoices are above 110 % of the order: cancel one, or make this one smaller, before it is issued.';
    throw refusalFailure({ code: 'credit-exceeded', message, details: { remaining_cents: 0 } });
  }
  const step = { step: issueStep(invoice.id), redo: { type: 'issueInvoice', request } } as const;
  const outcome = await runStep(checkout, step, (ctx) =>
    checkout.writes.actOnInvoice(ctx, { ...targetOf(invoice), actor: request.actor }, 'issue'),
  );
  if (outcome === 'done') await shipOpenInvoice(checkout, invoice.id);
  return outcome;
}

/** Withdraws an invoice that nobody has paid; on a completed order its part of the credit is released again. */
export async function cancelInvoice(checkout: CheckoutProcess, request: InvoiceActionRequest): Promise<Outcome> {
  const invoice = invoiceAllowing(checkout, 'cancelInvoice', request.invoiceId);
  if (invoice === 'unchanged') return 'done';
  const outcome = await withdrawInvoice(checkout, invoice, { type: 'cancelInvoice', request }, request.actor);
  return outcome === 'done' ? releaseFreedCredit(checkout) : outcome;
}

/** The money was collected outside of Apruve: the invoice is closed there, and captured here. */
export async function closeInvoice(checkout: CheckoutProcess, request: InvoiceActionRequest): Promise<Outcome> {
  const invoice = invoiceAllowing(checkout, 'closeInvoice', request.invoiceId);
  if (invoice === 'unchanged') return 'done';
  const step = { step: closeStep(invoice.id), redo: { type: 'closeInvoice', request } } as const;
  const about = { ...targetOf(invoice), actor: request.actor, note: request.note };
  return runStep(checkout, step, (ctx) => checkout.writes.actOnInvoice(ctx, about, 'close'));
}

/** Changes a draft or waiting invoice, within what the other invoices leave of the order. */
export async function updateInvoice(checkout: CheckoutProcess, request: InvoiceUpdateRequest): Promise<Outcome> {
  const invoice = invoiceAllowing(checkout, 'updateInvoice', request.invoiceId);
  if (invoice === 'unchanged') return 'done';
  assertNoEarlierChange(checkout, invoice.id);
  const others = { ...checkout.facts, invoices: checkout.facts.invoices.filter(({ id }) => id !== invoice.id) };
  const { amountCents, taxCents, shippingCents, items, actor } = request;
  const parts = items === undefined && taxCents === undefined && shippingCents === undefined;
  const amount = amountCents ?? (parts ? invoice.amountCents : undefined);
  const plan = planInvoice(others, invoice.number, { amountCents: amount, taxCents, shippingCents, items, actor });
  if ('code' in plan) throw refusalFailure(plan);
  return changeInvoice(checkout, { target: { ...targetOf(invoice), actor }, plan, n: checkout.count(`update:${invoice.id}`) });
}

/** Does a planned change. */
export function changeInvoice(checkout: CheckoutProcess, change: InvoiceChange): Promise<Outcome> {
  const { target: about, plan, n } = change;
  const step = { step: updateStep(about.invoiceId, n), redo: { type: 'changeInvoice', change } } as const;
  return runStep(checkout, step, (ctx) => checkout.writes.updateInvoice(ctx, about, plan, n));
}
