import { describe, expect, it } from 'vitest';
import { attentionOf } from '../../../workflows/rules/attention.ts';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import { after, AT, authorized, invoiceRead, opened, ORDER_ID, orderRead, LISTED } from './a-checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

const captured = (invoiceId: string): Fact => ({ fact: 'invoice-captured', invoiceId });

describe('the end', () => {
  it('does not come while the order still holds credit', () => {
    expect(authorized(invoiceRead('a', 'closed', 9_999), captured('a')).end).toBeNull();
  });

  it('is never left', () => {
    const end = after({ fact: 'ending', reason: 'canceled' });
    expect(advance(end, [orderRead('accepted')], AT)).toBe(end);
  });
});

describe('what becomes known', () => {
  it('only moves forward: a late read of an older state changes nothing', () => {
    const facts = authorized(invoiceRead('a', 'open', 4_000), invoiceRead('a', 'closed', 4_000), captured('a'));
    const late = advance(facts, [invoiceRead('a', 'open', 4_000), orderRead('pending')], AT);
    expect(late.invoices[0]?.status).toBe('closed');
    expect(late.order?.status).toBe('accepted');
  });

  it('keeps the first moment of attention while its code stays', () => {
    const raise = (message: string): Fact => ({
      fact: 'attention',
      attention: { code: 'apruve-unreachable', subject: 'a', message },
    });
    const first = advance(opened(), [raise('one')], '2026-03-01T00:00:00.000Z');
    const second = advance(first, [raise('two')], '2026-03-02T00:00:00.000Z');
    expect(attentionOf(second)).toEqual({ code: 'apruve-unreachable', message: 'two', since: '2026-03-01T00:00:00.000Z' });
  });

  it('keeps attention for each subject of a code, and takes away that of the one that is cleared', () => {
    const raise = (subject: string): Fact => ({
      fact: 'attention',
      attention: { code: 'refused-by-apruve', subject, message: subject },
    });
    const clear = (subject?: string): Fact => ({ fact: 'attention-cleared', code: 'refused-by-apruve', subject });
    const both = after(raise('invoice:A'), raise('invoice:B'), raise('invoice:A'));
    expect(both.attentions.map(({ subject }) => subject)).toEqual(['invoice:A', 'invoice:B']);
    expect(advance(both, [clear('invoice:A')], AT).attentions).toMatchObject([{ subject: 'invoice:B' }]);
    expect(advance(both, [clear()], AT).attentions).toEqual([]);
  });

  it('takes the version of the step, so that a late attempt cannot pass for a newer one', () => {
    expect(advance(opened(), [orderRead('pending')], AT, 7).version).toBe(7);
  });

  it('needs nobody’s attention after the end', () => {
    const attention: Fact = { fact: 'attention', attention: { code: 'authorization-mismatch', subject: 'o', message: 'look' } };
    expect(attentionOf(after(attention, { fact: 'ending', reason: 'abandoned' }))).toBeNull();
  });

  it('keeps a failed notification after the end', () => {
    const failed: Fact = {
      fact: 'attention',
      attention: { code: 'notification-failed', subject: 'notification:1', message: 'resend' },
    };
    const ended = after(failed, { fact: 'ending', reason: 'abandoned' });
    expect(attentionOf(ended)?.code).toBe('notification-failed');
  });

  it('forgets no attention for a newer one: each is shown until it is cleared', () => {
    const raise = (code: string): Fact => ({ fact: 'attention', attention: { code, subject: 's', message: code } });
    const both = after(raise('order-canceled'), raise('invoice-refused'), raise('order-canceled'));
    expect(attentionOf(both)?.code).toBe('invoice-refused');
    expect(attentionOf(advance(both, [{ fact: 'attention-cleared', code: 'invoice-refused' }], AT))?.code).toBe('order-canceled');
  });
});

describe('each thing that becomes known', () => {
  const LATER = '2026-03-02T12:00:00.000Z';
  const open = invoiceRead('a', 'open', 4_000);
  const later = (facts: Facts, ...news: Fact[]): Facts => advance(facts, news, LATER);
  const step = (name: string, tries = 1): Fact & { fact: 'step-unresolved' } => ({
    fact: 'step-unresolved',
    step: { step: name, since: AT, code: 'apruve-auth', tries, retryAt: null, reservedCents: 0 },
  });

  it('is nothing at the opening', () => {
    expect(opened()).toEqual({
      version: 1,
      openedAt: AT,
      offline: false,
      terms: { currency: 'USD', amountCents: 10_000, taxCents: 0, shippingCents: 0, expireAt: null },
      order: null,
      lookedUpAt: null,
      invoices: [],
      unresolved: [],
      attentions: [],
      completedAt: null,
      released: false,
      expiryWarnedAt: null,
      ending: null,
      canceledBy: null,
      end: null,
    });
  });

  it('grows the version by one, and nothing leaves it alone', () => {
    const facts = authorized();
    expect(later(facts, open, invoiceRead('b', 'open', 1)).version).toBe(facts.version + 1);
    expect(later(facts)).toBe(facts);
  });

  it('of an order is kept from its first moment on', () => {
    const facts = later(after(orderRead('pending')), orderRead('accepted'));
    expect(facts.order).toEqual({ id: ORDER_ID, status: 'accepted', adoptedAt: AT, acceptedAt: LATER, expireAt: null });
    expect(advance(facts, [orderRead('accepted')], '2026-03-03T12:00:00.000Z').order).toEqual(facts.order);
    expect(later(facts, { fact: 'order-looked-up' }).lookedUpAt).toBe(LATER);
    expect(later(facts, { fact: 'expiry-warned' }).expiryWarnedAt).toBe(LATER);
    const terms = { ...facts.terms, amountCents: 500 };
    expect(later(facts, { fact: 'terms-changed', terms }).terms).toEqual(terms);
  });

  it.each([
    ['new', 'pending', 'pending'],
    ['pending', 'new', 'pending'],
    ['pending', 'accepted', 'accepted'],
    ['accepted', 'pending', 'accepted'],
    ['accepted', 'canceled', 'canceled'],
  ] as const)('of an order that was %s and is read as %s leaves it %s', (before, read, status) => {
    expect(later(after(orderRead(before)), orderRead(read)).order?.status).toBe(status);
  });

  it('of its end is that its order was accepted, where an invoice of it was issued', () => {
    const pending = later(after(orderRead('pending')), invoiceRead('a', 'closed', 10_000), LISTED);
    expect(pending.order?.status).toBe('pending');
    const { end, order } = later(pending, { fact: 'ending', reason: 'canceled' }, LISTED);
    expect([end?.status, order?.status, order?.acceptedAt]).toEqual(['canceled', 'accepted', LATER]);
    const without = later(after(orderRead('pending')), { fact: 'ending', reason: 'canceled' }, orderRead('canceled'), LISTED);
    expect([without.end?.status, without.order?.status, without.order?.acceptedAt]).toEqual(['canceled', 'canceled', null]);
  });

  it('of a step is one entry, gone once it is settled', () => {
    const facts = after(step('a'), step('b'), step('a', 2));
    expect(facts.unresolved.map((one) => [one.step, one.tries])).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    expect(later(facts, { fact: 'step-settled', step: 'b' }).unresolved).toEqual([step('a', 2).step]);
  });

  it('of a completed order releases its credit, until an invoice is canceled', () => {
    const done = authorized(open, { fact: 'order-completed' });
    expect(done).toMatchObject({ completedAt: AT, released: true });
    expect(later(done, open, { fact: 'order-completed' })).toMatchObject({ completedAt: AT, released: true });
    expect(later(done, invoiceRead('a', 'funded', 4_000)).released).toBe(true);
    const freed = later(done, invoiceRead('a', 'canceled', 4_000));
    expect(freed).toMatchObject({ released: false, end: null });
    const again = later(freed, { fact: 'order-completed' }, LISTED);
    expect(again).toMatchObject({ completedAt: AT, released: true, end: { status: 'canceled', at: LATER } });
    const copy = authorized(open, invoiceRead('b', 'canceled', 1), { fact: 'order-completed' }, invoiceRead('b', 'canceled', 1));
    expect(copy.released).toBe(true);
  });

  it('of an ending keeps the first reason, but for a cancel, and can be taken back', () => {
    const ending = (reason: 'canceled' | 'expired', by: string | null = null): Fact => ({
      fact: 'ending',
      reason,
      ...(by !== null && { canceledBy: { actor: by, note: null } }),
    });
    const expired = authorized(open, ending('expired'));
    expect(expired).toMatchObject({ ending: 'expired', canceledBy: null });
    const canceled = later(expired, ending('canceled', 'ann'));
    expect(canceled).toMatchObject({ ending: 'canceled', canceledBy: { actor: 'ann' } });
    expect(later(canceled, ending('expired', 'bob'))).toMatchObject({ ending: 'canceled', canceledBy: { actor: 'ann' } });
    expect(later(canceled, { fact: 'ending-withdrawn' })).toMatchObject({ ending: null, canceledBy: null });
  });

  it('is kept after the end when it can still be cleared', () => {
    const raise = (code: string, subject = 's'): Fact => ({ fact: 'attention', attention: { code, subject, message: code } });
    const facts = after(raise('order-canceled'), raise('refused-by-apruve', 'return:r'), raise('notification-failed'), step('a'));
    const ended = later(facts, { fact: 'ending', reason: 'abandoned' });
    expect(ended.attentions.map(({ code }) => code)).toEqual(['refused-by-apruve', 'notification-failed']);
    expect(ended).toMatchObject({ unresolved: [], end: { status: 'abandoned', at: LATER } });
    const gone = later(facts, { fact: 'attention-cleared', code: 'other', subject: 'return:r' });
    expect(gone.attentions.map(({ code }) => code)).toEqual(['order-canceled', 'notification-failed']);
  });
});
