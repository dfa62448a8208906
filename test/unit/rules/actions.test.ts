import { describe, expect, it } from 'vitest';
import { actionTable, verdict } from '../../../workflows/rules/actions.ts';
import { after, authorized, invoiceRead, opened, orderRead } from './a-checkout.ts';

describe('what may be asked', () => {
  it('is answered for every status and every action', () => {
    const answers = Object.fromEntries(
      actionTable().map(({ status, action, verdict: answer }) => [`${status} ${action}`, answer.allowed ? 'yes' : answer.code]),
    );
    const awaiting = { authorize: 'yes', cancel: 'yes', retry: 'yes' };
    const rows = {
      awaiting_authorization: { ...awaiting, sendInvoice: 'not-authorized' },
      awaiting_approval: { ...awaiting, sendInvoice: 'yes' },
      authorized: { ...awaiting, sendInvoice: 'yes' },
      invoiced: { ...awaiting, sendInvoice: 'yes' },
    };
    const finished = {
      authorize: 'checkout-finished',
      sendInvoice: 'checkout-finished',
      cancel: 'checkout-finished',
      retry: 'checkout-finished',
    };
    const all = { ...rows, paid: finished, canceled: finished, declined: finished, expired: finished, abandoned: finished };
    expect(answers).toEqual(
      Object.fromEntries(
        Object.entries(all).flatMap(([status, row]) =>
          Object.entries(row).map(([action, code]) => [`${status} ${action}`, code]),
        ),
      ),
    );
  });

  it('depends on the facts where the status would allow it', () => {
    expect(verdict(authorized(invoiceRead('a', 'open', 1)), 'cancel')).toMatchObject({ code: 'invoice-live' });
    expect(verdict(authorized(invoiceRead('a', 'funded', 1)), 'cancel')).toMatchObject({ code: 'invoice-paid' });
    expect(verdict(opened(), 'retry')).toMatchObject({ code: 'nothing-to-retry' });
    const canceled = authorized(invoiceRead('a', 'open', 1), orderRead('canceled'));
    expect(verdict(canceled, 'sendInvoice')).toMatchObject({ code: 'order-canceled' });
    expect(verdict(after({ fact: 'ending', reason: 'abandoned' }), 'authorize')).toMatchObject({ code: 'checkout-finished' });
  });

  it('gives every refusal a sentence', () => {
    const reasons = actionTable().flatMap(({ verdict: answer }) => (answer.allowed ? [] : [answer.reason]));
    expect(reasons.filter((reason) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
  });
});
