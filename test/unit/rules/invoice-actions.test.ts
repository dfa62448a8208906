import { describe, expect, it } from 'vitest';
import { INVOICE_STATUSES } from '../../../workflows/contract/checkout.ts';
import { INVOICE_ACTIONS, invoiceVerdict } from '../../../workflows/rules/invoice-actions.ts';
import { cellsOf } from './a-table.ts';

describe('what may be asked of an invoice', () => {
  // Written by hand from docs/rules.md, section 4.
  const [[, ...statuses] = [], ...EXPECTED] = cellsOf(`
    action         | pending            | open           | funded         | closed         | canceled
    updateInvoice  | do                 | already-issued | already-issued | already-issued | already-canceled
    issueInvoice   | do                 | unchanged      | unchanged      | unchanged      | already-canceled
    cancelInvoice  | do                 | do             | invoice-paid   | invoice-paid   | unchanged
    closeInvoice   | invoice-not-issued | do             | do             | unchanged      | already-canceled
    addShipment    | invoice-not-issued | do             | do             | do             | already-canceled
    updateShipment | invoice-not-issued | do             | do             | do             | already-canceled`);
  const answerOf = (status: string, action: string) => {
    const known = INVOICE_STATUSES.find((one) => one === status) ?? 'pending';
    return invoiceVerdict({ status: known }, INVOICE_ACTIONS.find((one) => one === action) ?? 'updateInvoice');
  };

  it.each(EXPECTED)('%s, by status: %s, %s, %s, %s, %s', (action = '', ...expected) => {
    const answers = statuses.map((status) => answerOf(status, action));
    expect(answers.map((answer) => (typeof answer === 'string' ? answer : answer.code))).toEqual(expected);
  });

  it('is answered for every status and every action', () => {
    expect(statuses).toEqual([...INVOICE_STATUSES]);
    expect(EXPECTED.map(([action]) => action)).toEqual([...INVOICE_ACTIONS]);
  });

  it('is refused in a sentence', () => {
    const answers = INVOICE_STATUSES.flatMap((status) => INVOICE_ACTIONS.map((action) => invoiceVerdict({ status }, action)));
    const sentences = answers.flatMap((answer) => (typeof answer === 'string' ? [] : [answer.message]));
    expect(sentences.filter((sentence) => !/^The invoice .*\.$/.test(sentence))).toEqual([]);
  });
});
