import type { Scene } from '../workflows/contract/scene.ts';
import type { Fact } from '../workflows/rules/facts.ts';
import { cancelInvoiceStep } from '../workflows/rules/rows.ts';
import type { ApruveInvoice } from './apruve/entities.ts';

/** What the facts learn from an invoice; a capture too where the money counts as there. */
export function invoiceNews(scene: Scene, invoice: ApruveInvoice, number: string): Fact[] {
  const { id, status, amount_cents, amount_due } = invoice;
  const draft = status === 'pending' && String(invoice.issue_on_create) === 'false';
  const read: Fact = {
    fact: 'invoice-read',
    invoice: {
      id,
      number,
      status,
      draft,
      amountCents: amount_cents,
      amountDueCents: status === 'closed' ? 0 : (amount_due ?? amount_cents),
      dueAt: invoice.due_at ?? null,
      issuedAt: invoice.issued_at ?? null,
      fundedAt: status === 'funded' ? scene.at : null,
      closedAt: status === 'closed' ? (invoice.final_state_at ?? scene.at) : null,
    },
  };
  const counts = status === 'closed' || (status === 'funded' && scene.paidMeans === 'funded');
  return counts ? [read, { fact: 'invoice-captured', invoiceId: id }] : [read];
}

/** An invoice that is canceled at Apruve although we did not ask for it: Apruve does so, silently, when it is long overdue. */
export function vanishedNews(scene: Scene, { id, status }: ApruveInvoice, number: string): Fact[] {
  const known = scene.facts.invoices.find((invoice) => invoice.id === id);
  const asked = scene.facts.unresolved.some(({ step }) => step === cancelInvoiceStep(id));
  if (status !== 'canceled' || known === undefined || known.status === 'canceled' || asked) return [];
  const message = `Apruve shows invoice ${number} as canceled, and nobody canceled it here. Ask Apruve why; then invoice again, or cancel the order.`;
  return [{ fact: 'attention', attention: { code: 'invoice-vanished', message } }];
}
