import { describe, expect, it } from 'vitest';
import { INVOICE_STATUSES, STATUSES } from '../../../workflows/contract/checkout.ts';
import { ACTIONS, actionTable, INVOICE_ACTIONS, invoiceVerdict, verdict } from '../../../workflows/rules/actions.ts';
import { advance, openingFacts } from '../../../workflows/rules/facts.ts';
import { after, AT, authorized, invoiceRead, opened, orderRead } from './a-checkout.ts';

describe('what may be asked', () => {
  // Written by hand from docs/rules.md, sections 1 and 2: `yes` leaves the answer to the facts.
  const [, ...EXPECTED] = `
    action         | awaiting_authorization | awaiting_approval  | authorized        | invoiced
    authorize      | yes                    | yes                | yes               | yes
    update         | yes                    | yes                | already-finalized | already-finalized
    finalize       | not-authorized         | yes                | already-finalized | already-finalized
    sendInvoice    | not-authorized         | yes                | yes               | yes
    updateInvoice  | not-authorized         | yes                | yes               | yes
    issueInvoice   | not-authorized         | not-authorized     | yes               | yes
    cancelInvoice  | not-authorized         | yes                | yes               | yes
    closeInvoice   | not-authorized         | invoice-not-issued | yes               | yes
    addShipment    | not-authorized         | invoice-not-issued | yes               | yes
    updateShipment | not-authorized         | invoice-not-issued | yes               | yes
    complete       | not-authorized         | not-authorized     | yes               | yes
    cancel         | yes                    | yes                | yes               | yes
    retry          | yes                    | yes                | yes               | yes`
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const ENDS = ['paid', 'canceled', 'declined', 'expired', 'abandoned'];
  const answerOf = (status: string, action: string): string | undefined => {
    const found = actionTable().find((entry) => entry.status === status && entry.action === action)?.verdict;
    return found?.allowed === false ? found.code : found && 'yes';
  };

  it.each(EXPECTED)('%s, by status: %s, %s, %s, %s', (action = '', ...expected) => {
    const living = ['awaiting_authorization', 'awaiting_approval', 'authorized', 'invoiced'];
    expect(living.map((status) => answerOf(status, action))).toEqual(expected);
    expect(ENDS.map((status) => answerOf(status, action))).toEqual(ENDS.map(() => 'checkout-finished'));
  });

  it('is answered for every status and every action', () => {
    expect(EXPECTED.map(([action]) => action)).toEqual([...ACTIONS]);
    expect(actionTable()).toHaveLength(STATUSES.length * ACTIONS.length);
  });

  it('depends on the facts where the status would allow it', () => {
    expect(verdict(authorized(invoiceRead('a', 'open', 1)), 'cancel')).toEqual({ allowed: true });
    expect(verdict(authorized(invoiceRead('a', 'pending', 1)), 'complete')).toMatchObject({ code: 'draft-open' });
    expect(verdict(authorized(), 'complete')).toMatchObject({ code: 'nothing-invoiced' });
    expect(verdict(authorized(invoiceRead('a', 'funded', 1)), 'cancel')).toMatchObject({ code: 'invoice-paid' });
    expect(verdict(opened(), 'retry')).toMatchObject({ code: 'nothing-to-retry' });
    const canceled = authorized(invoiceRead('a', 'open', 1), orderRead('canceled'));
    expect(verdict(canceled, 'sendInvoice')).toMatchObject({ code: 'order-canceled' });
    expect(verdict(after({ fact: 'ending', reason: 'abandoned' }), 'authorize')).toMatchObject({ code: 'checkout-finished' });
  });

  it('leaves an offline order alone until it is at Apruve', () => {
    const offline = openingFacts(opened().terms, AT, true);
    for (const action of ['update', 'authorize'] as const)
      expect(verdict(offline, action)).toMatchObject({ allowed: false, code: 'step-unresolved' });
    expect(verdict(offline, 'cancel')).toEqual({ allowed: true });
    const placed = advance(offline, [orderRead('new')], AT);
    expect([verdict(placed, 'update'), verdict(placed, 'finalize')]).toEqual([{ allowed: true }, { allowed: true }]);
    expect(verdict(advance(offline, [orderRead('pending')], AT), 'update')).toMatchObject({ code: 'already-finalized' });
  });

  it('gives every refusal a sentence', () => {
    const reasons = actionTable().flatMap(({ verdict: answer }) => (answer.allowed ? [] : [answer.reason]));
    expect(reasons.filter((reason) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
  });

  const [, ...OF_INVOICES] = `
    action         | pending            | open           | funded         | closed         | canceled
    updateInvoice  | yes                | already-issued | already-issued | already-issued | already-canceled
    issueInvoice   | yes                | unchanged      | unchanged      | unchanged      | already-canceled
    cancelInvoice  | yes                | yes            | invoice-paid   | invoice-paid   | unchanged
    closeInvoice   | invoice-not-issued | yes            | yes            | unchanged      | already-canceled
    addShipment    | invoice-not-issued | yes            | yes            | yes            | already-canceled
    updateShipment | invoice-not-issued | yes            | yes            | yes            | already-canceled`
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it.each(INVOICE_ACTIONS)('%s depends on the invoice as well', (action) => {
    const answers = INVOICE_STATUSES.map((status) => {
      const answer = invoiceVerdict({ status }, action);
      if (answer === 'unchanged') return answer;
      return answer.allowed ? 'yes' : answer.code;
    });
    expect([action, ...answers]).toEqual(OF_INVOICES.find(([name]) => name === action));
  });
});
