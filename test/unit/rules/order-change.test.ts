import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { verdict } from '../../../workflows/rules/actions.ts';
import { attentionOf } from '../../../workflows/rules/attention.ts';
import { credit, orderCents } from '../../../workflows/rules/credit.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import { planInvoice } from '../../../workflows/rules/invoice-plan.ts';
import { canEnd, holdsCredit, isOver, statusOf } from '../../../workflows/rules/status.ts';
import { deadlines } from '../../../workflows/rules/deadlines.ts';
import { after, AT, authorized, invoiceRead, LISTED, opened, orderOver } from './a-checkout.ts';
import { policy } from './a-policy.ts';

const stuck = (step: string): Fact => ({
  fact: 'step-unresolved',
  step: { step, since: AT, code: 'apruve-unreachable', tries: 1, retryAt: null, reservedCents: 0 },
});
const settled = (step: string): Fact => ({ fact: 'step-settled', step });
const paid = (cents: number): Fact[] => [invoiceRead('a', 'closed', cents), { fact: 'invoice-captured', invoiceId: 'a' }];
const codes = ({ attentions }: Facts): string[] => attentions.map(({ code }) => code);

describe('an adopted order, agreed over $100.00, that Apruve shows over another amount', () => {
  it.each<[string, Facts, [shownAs: number | null, invoiceable: number, left: number]]>([
    ['the agreed one', authorized(orderOver(10_000)), [null, 10_000, 11_000]],
    ['a higher one', authorized(orderOver(20_000)), [20_000, 10_000, 11_000]],
    ['a lower one', authorized(orderOver(8_000)), [8_000, 8_000, 8_800]],
    ['a lower one than is invoiced', authorized(invoiceRead('a', 'open', 9_000), orderOver(5_000)), [5_000, 5_000, 0]],
    ['the agreed one again', authorized(orderOver(8_000), orderOver(10_000)), [null, 10_000, 11_000]],
    ['another currency', authorized(orderOver(8_000, 'EUR')), [8_000, 10_000, 0]],
  ])('%s', (_, facts, [shownAs, invoiceable, left]) => {
    expect(facts.order?.changedTo?.amountCents ?? null).toBe(shownAs);
    expect(codes(facts)).toEqual(shownAs === null ? [] : ['order-changed']);
    expect([orderCents(facts), credit(facts).remaining_cents]).toEqual([invoiceable, left]);
    expect(facts.terms.amountCents).toBe(10_000);
  });

  it('is told with both amounts, and told anew where it changes once more', () => {
    const once = authorized(orderOver(20_000));
    expect(attentionOf(once)?.message).toContain('over $200.00, and it was agreed over $100.00');
    expect(attentionOf(advance(once, [orderOver(30_000)], AT))?.message).toContain('$300.00');
    expect(attentionOf(authorized(orderOver(20_000, 'EUR')))?.message).toContain('EUR 200.00');
  });

  it.each(['update:order:2', 'finalize'])('is not judged while %s is in doubt', (step) => {
    const doubtful = after(orderOver(10_000, 'USD', 'new'), stuck(step), orderOver(12_000, 'USD', 'new'));
    expect([doubtful.order?.changedTo, codes(doubtful)]).toEqual([undefined, []]);
    const known = advance(doubtful, [orderOver(12_000, 'USD', 'new'), settled(step)], AT);
    expect([known.order?.changedTo?.amountCents, codes(known)]).toEqual([12_000, ['order-changed']]);
  });

  it('agrees with the terms that an update of ours has changed', () => {
    const terms = { ...opened().terms, amountCents: 12_000 };
    const facts = authorized(orderOver(12_000), { fact: 'terms-changed', terms });
    const read = advance(facts, [orderOver(12_000)], AT);
    expect([read.order?.changedTo, codes(read)]).toEqual([null, []]);
  });

  it('defaults an invoice to the lower amount, without the lines of the agreed one', () => {
    expect(planInvoice(authorized(orderOver(8_000)), 'N', {})).toMatchObject({ amountCents: 8_000, wholeOrder: false });
    expect(planInvoice(authorized(orderOver(20_000)), 'N', {})).toMatchObject({ amountCents: 10_000, wholeOrder: true });
  });

  it('is invoiced no more in another currency', () => {
    const refusal = { allowed: false, code: 'order-changed' };
    expect(verdict(authorized(orderOver(10_000, 'EUR')), 'sendInvoice')).toMatchObject(refusal);
    expect(verdict(authorized(orderOver(8_000)), 'sendInvoice')).toEqual({ allowed: true });
  });

  it.each<[string, Fact, number, [over: boolean, holds: boolean]]>([
    ['as agreed', orderOver(10_000), 10_000, [true, false]],
    ['lower, and that is paid', orderOver(8_000), 8_000, [true, false]],
    ['higher, and the agreed one is paid', orderOver(20_000), 10_000, [true, true]],
    ['in another currency', orderOver(10_000, 'EUR'), 10_000, [true, true]],
    ['higher, and less is paid', orderOver(20_000), 9_999, [false, true]],
  ])('%s: whether it is over, and holds credit', (_, read, cents, expected) => {
    const facts = [read, ...paid(cents)].reduce((known, fact) => advance(known, [fact], AT), authorized());
    expect([isOver(facts), holdsCredit(facts)]).toEqual(expected);
  });

  it('is completed before its checkout ends, where Apruve’s amount is higher', () => {
    const over = advance(authorized(orderOver(20_000)), [...paid(10_000), LISTED], AT);
    expect([statusOf(over), canEnd(over), deadlines(over, policy)[0]?.kind]).toEqual(['authorized', false, 'held-rest']);
    expect(deadlines(advance(over, [stuck('complete:1')], AT), policy).map(({ kind }) => kind)).not.toContain('held-rest');
    expect(statusOf(advance(over, [{ fact: 'order-completed' }, LISTED], AT))).toBe('paid');
  });
});
