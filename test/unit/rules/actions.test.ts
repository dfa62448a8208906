import { describe, expect, it } from 'vitest';
import { ACTIONS, actionTable, verdict } from '../../../workflows/rules/actions.ts';
import { advance, openingFacts } from '../../../workflows/rules/facts.ts';
import { after, AT, authorized, invoiceRead, opened, orderRead } from './a-checkout.ts';

describe('what may be asked', () => {
  it('is answered for every status and every action', () => {
    const table = new Map<string, Record<string, string>>();
    for (const { status, action, verdict: answer } of actionTable()) {
      table.set(status, { ...table.get(status), [action]: answer.allowed ? 'yes' : answer.code });
    }
    const all = (code: string, but: Record<string, string> = {}) => ({
      ...Object.fromEntries(ACTIONS.map((action) => [action, code])),
      ...but,
    });
    const early = { authorize: 'yes', update: 'yes', cancel: 'yes', retry: 'yes' };
    const final = { update: 'already-finalized', finalize: 'already-finalized' };
    const notIssued = {
      closeInvoice: 'invoice-not-issued',
      addShipment: 'invoice-not-issued',
      updateShipment: 'invoice-not-issued',
    };
    expect(Object.fromEntries(table)).toEqual({
      awaiting_authorization: all('not-authorized', early),
      awaiting_approval: all('yes', { ...notIssued, issueInvoice: 'not-authorized', complete: 'not-authorized' }),
      authorized: all('yes', final),
      invoiced: all('yes', final),
      ...Object.fromEntries(
        ['paid', 'canceled', 'declined', 'expired', 'abandoned'].map((end) => [end, all('checkout-finished')]),
      ),
    });
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
});
