import type { Facts, InvoiceFact, NewAttention } from '../contract/checkout.ts';
import type { Policy } from '../contract/policy.ts';
import { isPending } from './credit.ts';
import { formatMoney } from './money.ts';
import { isOver } from './status.ts';

const HOUR_MS = 3_600_000;

/** True where the checkout would be over without its pending invoices: they alone keep it from its end. */
function isHeldByPending(facts: Facts): boolean {
  const others = facts.invoices.filter((invoice) => !isPending(invoice));
  return facts.order !== null && others.length < facts.invoices.length && isOver({ ...facts, invoices: others });
}

/** Notes since when pending invoices alone keep the checkout from its end, and needs nobody for one that is no longer pending. */
export function withPendingJudged(facts: Facts, at: string): Facts {
  const heldSince = isHeldByPending(facts) ? (facts.heldSince ?? at) : null;
  const attentions = facts.attentions.filter((attention) => !isAnswered(facts, attention));
  const judged = attentions.length === facts.attentions.length ? facts : { ...facts, attentions };
  return heldSince === (facts.heldSince ?? null) ? judged : { ...judged, heldSince };
}

const isAnswered = ({ invoices }: Facts, { code, subject }: Facts['attentions'][number]): boolean =>
  code === 'invoice-waiting' && !invoices.some((invoice) => invoice.number === subject && isPending(invoice));

/**
 * Until when (epoch ms) a pending invoice may be that before a person is shown it: a waiting one opens with its order, so an hour from
 * when both were known; one of any kind that alone keeps the checkout from its end, a day. Null where it may stay, or is shown.
 */
export function mayPendUntil(facts: Facts, invoice: InvoiceFact, policy: Policy): number | null {
  const { order, attentions, heldSince = null } = facts;
  const isShown = attentions.some(({ code, subject }) => code === 'invoice-waiting' && subject === invoice.number);
  if (!isPending(invoice) || isShown || order?.acceptedAt == null) return null;
  const known = Math.max(Date.parse(order.acceptedAt), Date.parse(invoice.knownAt ?? order.acceptedAt));
  const opens = invoice.draft ? [] : [known + (policy.invoiceWaitingMs ?? HOUR_MS)];
  const holds = heldSince === null ? [] : [Date.parse(heldSince) + (policy.pendingInvoiceMs ?? 24 * HOUR_MS)];
  const earliest = Math.min(...opens, ...holds);
  return Number.isFinite(earliest) ? earliest : null;
}

/** The attention for an invoice that is pending for longer than it may be. */
export function invoiceWaiting(facts: Facts, { number, amountCents, draft }: InvoiceFact): NewAttention {
  const what = `Invoice ${number} over ${formatMoney(amountCents, facts.terms.currency)}`;
  const message = draft
    ? `${what} is a draft, and nothing else keeps the checkout from its end. Issue it or cancel it.`
    : `${what} waits at Apruve and has not opened with its order: the buyer's credit may not reach for it. Issue it to have Apruve's answer, or cancel it.`;
  return { code: 'invoice-waiting', subject: number, message };
}
