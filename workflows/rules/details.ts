import type { Facts, InvoiceFact } from '../contract/checkout.ts';
import { attentionOf } from './attention.ts';
import { credit } from './credit.ts';
import { formatMoney } from './money.ts';
import { statusOf } from './status.ts';

/** A checkout in a few lines of Markdown, for Temporal's own pages. `merchantOrderId`: the shop's number of its order. */
export function describeFacts(facts: Facts, merchantOrderId: string): string {
  // In Temporal's UI two dollar signs in one paragraph would turn the text between them into a formula.
  const money = (cents: number): string => `\`${formatMoney(cents, facts.terms.currency)}\``;
  const attention = attentionOf(facts);
  const { invoiced_cents, remaining_cents, captured_cents } = credit(facts);
  return [
    `Order \`${merchantOrderId.replaceAll('`', "'")}\``,
    `**${statusOf(facts)}** · order ${money(facts.terms.amountCents)} · invoiced ${money(invoiced_cents)} · captured ${money(captured_cents)} · left to invoice ${money(remaining_cents)}`,
    facts.order === null ? 'No Apruve order yet.' : `Apruve order \`${facts.order.id}\` is ${facts.order.status}.`,
    ...facts.invoices.map((invoice) => describeInvoice(invoice, money)),
    ...facts.unresolved.map(({ step, code, tries }) => `Waiting to repeat \`${step}\` (${code}, tried ${tries} times).`),
    ...(attention === null ? [] : [`**Needs attention** (${attention.code}): ${attention.message}`]),
  ].join('\n\n');
}

function describeInvoice(invoice: InvoiceFact, money: (cents: number) => string): string {
  const shipped = invoice.shipments.length === 0 ? 'not shipped' : `${invoice.shipments.length} shipment(s)`;
  const overdue = invoice.overdueSince === null ? '' : ', overdue';
  return `Invoice \`${invoice.number}\` over ${money(invoice.amountCents)} is ${invoice.status}${overdue}, ${shipped}.`;
}
