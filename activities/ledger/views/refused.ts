import type { Facts } from '../../../workflows/contract/checkout.ts';
import { refusalWords } from '../../../workflows/rules/refusal-words.ts';
import { invoiceStep, subjectOfStep } from '../../../workflows/rules/rows.ts';
import type { TransactionRow } from '../transactions.ts';
import { invoiceNumberOf } from './in-flight.ts';

/**
 * What was refused and still stands, newest first: each step with Apruve's words, and each request that the process refused when nobody
 * waited for its answer any more. It stands until the same is asked for again. `rows`: the rows of the checkout, newest first.
 */
export function refused(facts: Facts, rows: readonly TransactionRow[]) {
  const askedAgain = new Set<string>();
  return rows.flatMap((row) => {
    const stands = wasRefused(row) && !askedAgain.has(subjectOf(row));
    askedAgain.add(subjectOf(row));
    if (!isOwn(row)) askedAgain.add(row.action);
    return stands ? [shown(facts, row)] : [];
  });
}

const SUFFIX = /:refused:\d+$/;
const stepOf = ({ step }: TransactionRow): string => step.replace(SUFFIX, '');

/** Asked for without a call to Apruve: a signal, or an update whose caller had left. */
const isOwn = ({ request, requestHash }: TransactionRow): boolean => request !== null && requestHash === null;

const wasRefused = (row: TransactionRow): boolean =>
  !row.successful && !row.step.startsWith('orphan_') && (SUFFIX.test(row.step) || (isOwn(row) && row.note !== null));

/**
 * What a row asks for, so that a later one that asks for the same takes its place. Changes and completions are numbered, and each return
 * of an invoice is a step of its own. An own request without a number is answered by whatever does that action.
 */
function subjectOf(row: TransactionRow): string {
  const { action, request } = row;
  const number = askedNumber(row);
  if (isOwn(row)) return number === null ? action : invoiceStep(number);
  if (action === 'refund') return request?.path ?? row.step;
  return subjectOfStep(stepOf(row));
}

function askedNumber({ request }: TransactionRow): string | null {
  const { body } = request ?? {};
  const number = typeof body === 'object' && body !== null && 'merchantInvoiceId' in body ? body.merchantInvoiceId : null;
  return typeof number === 'string' ? number : null;
}

function shown(facts: Facts, row: TransactionRow) {
  const words = isOwn(row) ? { title: 'The request was refused', detail: row.note } : refusalWords(row.response?.body);
  return {
    action: row.action,
    merchant_invoice_id: askedNumber(row) ?? invoiceNumberOf(facts, stepOf(row), row),
    amount_cents: row.amountCents,
    at: row.updatedAt.toISOString(),
    ...words,
  };
}
