import { describe, expect, it } from 'vitest';
import { INVOICE_STATUSES } from '../../../workflows/contract/checkout.ts';
import { INVOICE_ACTIONS, invoiceVerdict } from '../../../workflows/rules/actions.ts';
import { STATUSES, type Facts } from '../../../workflows/contract/checkout.ts';
import { ACTIONS, actionTable, guardsOf, verdict } from '../../../workflows/rules/actions.ts';
import { advance, openingFacts } from '../../../workflows/rules/facts.ts';
import { after, AT, authorized, invoiceRead, opened, orderOver, orderRead } from './a-checkout.ts';
import { cellsOf } from './a-table.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

describe('what may be asked', () => {
  // Written by hand from docs/rules.md, sections 1 and 2: `yes` leaves the answer to the facts.
  const [, ...EXPECTED] = cellsOf(`
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
    retry          | yes                    | yes                | yes               | yes`);
  const ENDS = ['paid', 'canceled', 'declined', 'expired', 'abandoned'];
  const answerOf = (status: string, action: string): string | undefined => {
    const found = actionTable().find((entry) => entry.status === status && entry.action === action)?.verdict;
    return found?.allowed === false ? found.code : found && 'yes';
  };

  it.each(EXPECTED)('%s, by status: %s, %s, %s, %s', (action = '', ...expected) => {
    const living = ['awaiting_authorization', 'awaiting_approval', 'authorized', 'invoiced'];
    expect(living.map((status) => answerOf(status, action))).toEqual(expected);
    const afterEnd = ['cancelInvoice', 'closeInvoice', 'addShipment', 'updateShipment'].includes(action)
      ? 'yes'
      : 'checkout-finished';
    expect(ENDS.map((status) => answerOf(status, action))).toEqual([...Array(4).fill(afterEnd), 'checkout-finished']);
  });

  it('is answered for every status and every action', () => {
    expect(EXPECTED.map(([action]) => action)).toEqual([...ACTIONS]);
    expect(actionTable()).toHaveLength(STATUSES.length * ACTIONS.length);
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
    const table = actionTable().flatMap(({ verdict: answer }) => (answer.allowed ? [] : [answer.reason]));
    const guards = ACTIONS.flatMap(guardsOf).map(({ reason }) => reason);
    expect([...table, ...guards].filter((reason) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
  });
});

describe('what the facts forbid although the status would allow it', () => {
  const open = invoiceRead('a', 'open', 1_000);
  const reserved: Fact = {
    fact: 'step-unresolved',
    step: { step: 'invoice:N', since: AT, code: 'apruve-unreachable', tries: 1, retryAt: null, reservedCents: 500 },
  };
  const CASES: Record<string, Facts> = {
    'just opened': opened(),
    'canceling, no order': after(reserved, { fact: 'ending', reason: 'canceled' }),
    'new order': after(orderRead('new')),
    'pending order': after(orderRead('pending')),
    accepted: authorized(),
    'with a draft': authorized(invoiceRead('a', 'pending', 1_000)),
    'with an open invoice': authorized(open),
    'a step waits': authorized(open, reserved),
    'partly canceled': authorized(open, invoiceRead('a', 'canceled', 1_000)),
    funded: authorized(invoiceRead('a', 'funded', 1_000)),
    'partly paid': authorized(invoiceRead('a', 'open', 1_000, { paidCents: 1 })),
    captured: authorized(invoiceRead('a', 'closed', 1_000), { fact: 'invoice-captured', invoiceId: 'a' }),
    settled: authorized(invoiceRead('a', 'closed', 1_000)),
    'one captured, one settled': authorized(invoiceRead('a', 'closed', 1_000), invoiceRead('b', 'closed', 1_000), {
      fact: 'invoice-captured',
      invoiceId: 'a',
    }),
    'capture canceled': authorized(open, { fact: 'invoice-captured', invoiceId: 'a' }, invoiceRead('a', 'canceled', 1_000)),
    completed: authorized(open, { fact: 'order-completed' }),
    canceling: authorized(open, { fact: 'ending', reason: 'canceled' }),
    expired: authorized(open, { fact: 'ending', reason: 'expired' }),
    'canceled at Apruve': authorized(open, orderRead('canceled')),
    'in another currency': authorized(open, orderOver(10_000, 'EUR')),
    ended: after({ fact: 'ending', reason: 'abandoned' }),
  };
  const [[, ...actions] = [], ...EXPECTED] = cellsOf(`
    case                      | update            | sendInvoice           | updateInvoice         | issueInvoice          | complete          | cancel            | retry
    just opened               | yes               | not-authorized        | not-authorized        | not-authorized        | not-authorized    | yes               | nothing-to-retry
    canceling, no order       | already-finalized | not-authorized        | not-authorized        | not-authorized        | not-authorized    | yes               | yes
    new order                 | yes               | yes                   | yes                   | not-authorized        | not-authorized    | yes               | nothing-to-retry
    pending order             | already-finalized | yes                   | yes                   | not-authorized        | not-authorized    | yes               | nothing-to-retry
    accepted                  | already-finalized | yes                   | yes                   | yes                   | nothing-invoiced  | yes               | nothing-to-retry
    with a draft              | already-finalized | yes                   | yes                   | yes                   | draft-open        | yes               | nothing-to-retry
    with an open invoice      | already-finalized | yes                   | yes                   | yes                   | yes               | yes               | nothing-to-retry
    a step waits              | already-finalized | yes                   | yes                   | yes                   | yes               | yes               | yes
    partly canceled           | already-finalized | yes                   | yes                   | yes                   | nothing-invoiced  | yes               | nothing-to-retry
    funded                    | already-finalized | yes                   | yes                   | yes                   | yes               | invoice-paid      | nothing-to-retry
    partly paid               | already-finalized | yes                   | yes                   | yes                   | yes               | invoice-paid      | nothing-to-retry
    captured                  | already-finalized | yes                   | yes                   | yes                   | yes               | invoice-paid      | nothing-to-retry
    settled                   | already-finalized | yes                   | yes                   | yes                   | nothing-invoiced  | yes               | nothing-to-retry
    one captured, one settled | already-finalized | yes                   | yes                   | yes                   | yes               | invoice-paid      | nothing-to-retry
    capture canceled          | already-finalized | yes                   | yes                   | yes                   | nothing-invoiced  | yes               | nothing-to-retry
    completed                 | already-finalized | order-completed       | order-completed       | order-completed       | yes               | yes               | nothing-to-retry
    canceling                 | already-finalized | order-canceled        | order-canceled        | order-canceled        | yes               | yes               | nothing-to-retry
    expired                   | already-finalized | authorization-expired | authorization-expired | authorization-expired | yes               | yes               | nothing-to-retry
    canceled at Apruve        | already-finalized | order-canceled        | order-canceled        | order-canceled        | yes               | yes               | nothing-to-retry
    in another currency       | already-finalized | order-changed         | order-changed         | order-changed         | yes               | yes               | nothing-to-retry
    ended                     | checkout-finished | checkout-finished     | checkout-finished     | checkout-finished     | checkout-finished | checkout-finished | checkout-finished`);

  it.each(EXPECTED)('%s', (name = '', ...expected) => {
    const facts = CASES[name] ?? opened();
    const answers = actions.map((action) => verdict(facts, ACTIONS.find((one) => one === action) ?? 'authorize'));
    expect(answers.map((answer) => (answer.allowed ? 'yes' : answer.code))).toEqual(expected);
  });

  it('is looked at in every case', () => {
    expect(EXPECTED.map(([name]) => name)).toEqual(Object.keys(CASES));
  });

  it('is nothing for what no fact forbids', () => {
    expect(verdict(CASES['completed'] ?? opened(), 'closeInvoice')).toEqual({ allowed: true });
  });

  it('distinguishes our cancel from one of Apruve’s', () => {
    const reason = (name: string) => verdict(CASES[name] ?? opened(), 'sendInvoice');
    expect(reason('canceling')).toMatchObject({ reason: 'The checkout is being canceled.' });
    expect(reason('canceled at Apruve')).toMatchObject({ reason: 'Apruve shows the order as canceled: no invoice can follow.' });
  });

  it('is listed in the order in which it is looked at', () => {
    const guards = ACTIONS.map((action) => [action, ...guardsOf(action).map(({ code }) => code)]);
    const shut = ['authorization-expired', 'order-canceled', 'order-canceled', 'order-completed', 'order-changed'];
    expect(guards.filter(([, ...codes]) => codes.length > 0)).toEqual([
      ['authorize', 'step-unresolved'],
      ['update', 'already-finalized', 'step-unresolved'],
      ['finalize', 'already-finalized', 'step-unresolved'],
      ['sendInvoice', ...shut],
      ['updateInvoice', ...shut],
      ['issueInvoice', ...shut],
      ['complete', 'draft-open', 'nothing-invoiced'],
      ['cancel', 'invoice-paid'],
      ['retry', 'nothing-to-retry'],
    ]);
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

  it('is forbidden for a cancel of an invoice of which a part is paid', () => {
    expect(invoiceVerdict({ status: 'open', paidCents: 1 }, 'cancelInvoice')).toMatchObject({ code: 'invoice-paid' });
    expect(invoiceVerdict({ status: 'open', paidCents: 1 }, 'closeInvoice')).toEqual({ allowed: true });
  });

  it.each(INVOICE_ACTIONS)('%s depends on the invoice as well', (action) => {
    const answers = INVOICE_STATUSES.map((status) => {
      const answer = invoiceVerdict({ status }, action);
      if (answer === 'unchanged') return answer;
      return answer.allowed ? 'yes' : answer.code;
    });
    expect([action, ...answers]).toEqual(OF_INVOICES.find(([name]) => name === action));
  });
});
