import type { Facts, UnresolvedStep } from '../../../workflows/contract/checkout.ts';
import { invoiceStep, shipmentStep } from '../../../workflows/rules/rows.ts';
import type { TransactionRow } from '../transactions.ts';

/** What is on its way to Apruve: its step, and the row where it has one. */
interface OnItsWay {
  step: string;
  unresolved: UnresolvedStep | undefined;
  row: TransactionRow | undefined;
}

/**
 * What is on its way to Apruve, in the order in which it was asked for: every step that could not get through, an invoice from its first
 * request on, and returns, which another process makes. `rows`: the rows of the checkout without success.
 */
export function inFlight(facts: Facts, rows: readonly TransactionRow[]) {
  const sent = rows.filter((row) => isUnanswered(row));
  const unresolved = facts.unresolved.map((step) => ({
    step: step.step,
    unresolved: step,
    row: sent.find((row) => row.step === step.step),
  }));
  const others = sent
    .filter(({ step }) => !facts.unresolved.some((stuck) => stuck.step === step))
    .filter((row) => row.action === 'refund' || (facts.end === null && isNewInvoice(facts, row)))
    .map((row) => ({ step: row.step, unresolved: undefined, row }));
  return [...unresolved, ...others].map((each) => shown(facts, each)).sort((a, b) => (a.since < b.since ? -1 : 1));
}

/** The same as `isUnanswered` of the schema. */
const isUnanswered = ({ requestHash, successful, response, inDoubtUntil }: TransactionRow): boolean =>
  requestHash !== null && !successful && (response === null || inDoubtUntil !== null);

const isNewInvoice = ({ invoices }: Facts, { action, step }: TransactionRow): boolean =>
  action === 'invoice' && !invoices.some(({ number }) => invoiceStep(number) === step);

function shown(facts: Facts, { step, unresolved, row }: OnItsWay) {
  const { attentions } = facts;
  return {
    step,
    action: row?.action ?? step.split(':')[0] ?? step,
    merchant_invoice_id: invoiceNumberOf(facts, step, row),
    amount_cents: row?.amountCents ?? null,
    since: row?.createdAt.toISOString() ?? unresolved?.since ?? facts.openedAt,
    tries: Math.max(row?.tries ?? 0, unresolved?.tries ?? 0),
    next_try_at: unresolved?.retryAt ?? null,
    code: unresolved?.code ?? attentions.find(({ subject }) => subject === step)?.code ?? null,
    last_answer: row?.lastAnswer ?? null,
  };
}

/** Our number of the invoice that a step is about; null where it is about none. */
export function invoiceNumberOf({ invoices }: Facts, step: string, row: TransactionRow | undefined): string | null {
  const own = invoiceStep('');
  if (row?.action === 'invoice' && step.startsWith(own)) return step.slice(own.length);
  const isAbout = (id: string): boolean => step.includes(id) || (row?.request?.path.includes(id) ?? false);
  return invoices.find(({ id, number }) => isAbout(id) || step.startsWith(shipmentStep(number, '')))?.number ?? null;
}
