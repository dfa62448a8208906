import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import type { TransactionRow } from '../../activities/ledger/transactions.ts';
import { CARRIED_FORMAT } from '../../workflows/contract/build.ts';
import type { Facts, NewAttention, UnresolvedStep } from '../../workflows/contract/checkout.ts';
import { raise } from '../../workflows/rules/attention.ts';
import { withoutProcessTrouble } from '../../workflows/rules/process-trouble.ts';
import * as rows from '../../workflows/rules/rows.ts';

/** Above all versions that a call of the process before may still write, so that none is taken for one of the new process. */
const VERSIONS_LEFT = 1_000;

/**
 * What a new process of a checkout begins with, in the form in which a run carries it into the next: all that the ledger holds. What
 * only the process before knew is how to do a stuck step again. Where the name of the step says it, the step is tried again; the
 * others are shown, because a person has to ask for them again.
 */
export function carriedFromLedger(row: CheckoutRow, facts: Facts, transactions: readonly TransactionRow[], at: string) {
  const known = withoutProcessTrouble(facts);
  const stuck = known.unresolved.flatMap(({ step }) => redoOf(step).map((redo): [string, object] => [step, redo]));
  const names = new Set(stuck.map(([step]) => step));
  const lost = known.unresolved.filter(({ step }) => !names.has(step));
  const others = known.attentions.filter(({ subject }) => !lost.some(({ step }) => rows.subjectOfStep(step) === subject));
  const attentions = lost.reduce((shown, step) => raise(shown, lostStep(step), at), others);
  return {
    format: CARRIED_FORMAT,
    facts: { ...known, attentions, unresolved: known.unresolved.filter(({ step }) => names.has(step)) },
    version: row.version + VERSIONS_LEFT,
    steps: { stuck, counts: rows.countsOf(transactions.map(({ step }) => step)) },
    events: { seen: [], orders: [], unwritten: [] },
    invoiceRequests: invoiceRequests(transactions),
    answers: [],
  };
}

/** The numbers that are taken. What was asked for under each is known to the ledger by its hash alone, which answers repeats. */
function invoiceRequests(transactions: readonly TransactionRow[]) {
  const made = transactions.filter(({ action, successful }) => action === 'invoice' && successful);
  const numbered = made.map((row): [TransactionRow, string] => [row, row.step.slice(rows.invoiceStep('').length)]);
  const byId = numbered.flatMap(([{ requestId }, number]) => (requestId === null ? [] : [[requestId, number] as const]));
  return {
    requests: Object.fromEntries(numbered.map(([, number]) => [number, ''])),
    numbersByRequestId: Object.fromEntries(byId),
    shipments: {},
  };
}

const lostStep = ({ step }: UnresolvedStep): NewAttention => ({
  code: 'unavailable',
  subject: rows.subjectOfStep(step),
  message: `The process was lost while ${step} was under way. Look at Apruve whether it was done, and ask for it again where it was not.`,
});

/** The messages that do steps again, where the name of a step is all that they need; none where it is not. */
function redoOf(step: string): object[] {
  const [, kind = step, rest = ''] = /^(read:order|read:invoice|adopt|complete):(.+)$/.exec(step) ?? [];
  switch (kind) {
    case rows.FIND_BUYER_STEP:
    case rows.PLACE_ORDER_STEP:
      return [{ type: 'placeOrder' }];
    case rows.LOOK_UP_STEP:
      return [{ type: 'lookUpOrder' }];
    case rows.END_STEP:
    case rows.CANCEL_ORDER_STEP:
      return [{ type: 'endCheckout' }];
    case 'read:order':
      return [{ type: 'readOrder', orderId: rest }];
    case 'read:invoice':
      return [{ type: 'readInvoice', invoiceId: rest }];
    case 'adopt':
      return [{ type: 'adopt', orderId: rest }];
    case 'complete':
      return [{ type: 'completeOrder', n: Number(rest) }];
    default:
      return [];
  }
}
