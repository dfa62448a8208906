import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attentionOf } from '../../../workflows/rules/attention.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import { credit } from '../../../workflows/rules/credit.ts';
import { isFinal, statusOf } from '../../../workflows/rules/status.ts';
import { after, AT, authorized, invoiceRead, opened, orderRead } from './a-checkout.ts';

const captured = (invoiceId: string): Fact => ({ fact: 'invoice-captured', invoiceId });

describe('the status', () => {
  it.each<[string, ReturnType<typeof opened>]>([
    ['awaiting_authorization', opened()],
    ['awaiting_approval', after(orderRead('pending'))],
    ['awaiting_approval', after(orderRead('new'))],
    ['authorized', after(orderRead('accepted'))],
    ['authorized', authorized(invoiceRead('a', 'pending', 5_000, { draft: true }))],
    ['invoiced', authorized(invoiceRead('a', 'open', 5_000))],
    ['invoiced', authorized(invoiceRead('a', 'funded', 10_000))],
    ['authorized', authorized(invoiceRead('a', 'closed', 5_000), captured('a'))],
    ['paid', advance(authorized(invoiceRead('a', 'open', 10_000)), [invoiceRead('a', 'closed', 10_000), captured('a')], AT)],
    ['declined', after(orderRead('pending'), orderRead('canceled'))],
    ['declined', after(orderRead('canceled'))],
    ['awaiting_approval', after(orderRead('pending'), invoiceRead('a', 'pending', 5_000), orderRead('canceled'))],
    [
      'declined',
      after(orderRead('pending'), invoiceRead('a', 'pending', 5_000), orderRead('canceled'), invoiceRead('a', 'canceled', 5_000)),
    ],
    ['canceled', authorized(orderRead('canceled'))],
    ['abandoned', after({ fact: 'ending', reason: 'abandoned' })],
    ['declined', after({ fact: 'ending', reason: 'declined' })],
  ])('is %s', (status, facts) => {
    expect(statusOf(facts)).toBe(status);
  });

  it('does not end while a live invoice is unpaid, although the order is canceled', () => {
    const facts = authorized(invoiceRead('a', 'open', 5_000), orderRead('canceled'));
    expect(statusOf(facts)).toBe('invoiced');
    expect(statusOf(advance(facts, [invoiceRead('a', 'closed', 5_000), captured('a')], AT))).toBe('paid');
  });

  it('does not end while the order still holds credit', () => {
    expect(authorized(invoiceRead('a', 'closed', 9_999), captured('a')).end).toBeNull();
  });

  it('never leaves an end', () => {
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
    const raise = (message: string): Fact => ({ fact: 'attention', attention: { code: 'apruve-unreachable', message } });
    const first = advance(opened(), [raise('one')], '2026-03-01T00:00:00.000Z');
    const second = advance(first, [raise('two')], '2026-03-02T00:00:00.000Z');
    expect(attentionOf(second)).toEqual({ code: 'apruve-unreachable', message: 'two', since: '2026-03-01T00:00:00.000Z' });
  });

  it('keeps somebody’s attention while any step waits: the oldest one’s, when a newer one has got through', () => {
    const stuck = (step: string, code: string): Fact => ({
      fact: 'step-unresolved',
      step: { step, since: AT, code, tries: 1, retryAt: null, reservedCents: 0 },
    });
    const raised: Fact = { fact: 'attention', attention: { code: 'apruve-unreachable', message: 'b' } };
    const both = after(stuck('a', 'apruve-auth'), stuck('b', 'apruve-unreachable'), raised);
    const settled: Fact[] = [
      { fact: 'step-settled', step: 'b' },
      { fact: 'attention-cleared', code: 'apruve-unreachable' },
    ];
    expect(attentionOf(advance(both, settled, AT))).toMatchObject({ code: 'apruve-auth', since: AT });
  });

  it('numbers its versions as it is told, so that a late try cannot pass for a newer one', () => {
    expect(advance(opened(), [orderRead('pending')], AT, 7).version).toBe(7);
  });

  it('needs nobody’s attention after the end', () => {
    const attention: Fact = { fact: 'attention', attention: { code: 'authorization-mismatch', message: 'look' } };
    expect(attentionOf(after(attention, { fact: 'ending', reason: 'abandoned' }))).toBeNull();
  });

  it('keeps after the end that the shop could not be told', () => {
    const failed: Fact = { fact: 'attention', attention: { code: 'notification-failed', message: 'resend' } };
    const ended = after(failed, { fact: 'ending', reason: 'abandoned' });
    expect(attentionOf(ended)?.code).toBe('notification-failed');
  });

  it('forgets no concern for a newer one: each is shown until it is cleared', () => {
    const raise = (code: string): Fact => ({ fact: 'attention', attention: { code, message: code } });
    const both = after(raise('order-canceled'), raise('invoice-refused'), raise('order-canceled'));
    expect(attentionOf(both)?.code).toBe('invoice-refused');
    expect(attentionOf(advance(both, [{ fact: 'attention-cleared', code: 'invoice-refused' }], AT))?.code).toBe('order-canceled');
  });

  it('ends in the same state whatever the order and number of copies in which invoices are read', () => {
    const states = ['open', 'funded', 'closed'] as const;
    const reads = fc.array(fc.constantFrom(...states.map((status) => invoiceRead('a', status, 4_000))), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(reads, (news) => {
        const facts = advance(authorized(), news, AT);
        const furthest = Math.max(
          ...news.map((fact) => (fact.fact === 'invoice-read' ? states.indexOf(fact.invoice.status as 'open') : 0)),
        );
        return facts.invoices.length === 1 && facts.invoices[0]?.status === states[furthest];
      }),
    );
  });

  it('never shows less than nothing left, and a final status for ever, whatever happens', () => {
    const anything: fc.Arbitrary<Fact> = fc.oneof(
      fc.constantFrom(orderRead('pending'), orderRead('accepted'), orderRead('canceled')),
      fc
        .record({ id: fc.constantFrom('a', 'b'), status: fc.constantFrom('pending', 'open', 'funded', 'closed', 'canceled') })
        .map(({ id, status }) => invoiceRead(id, status as 'open', 6_000)),
      fc.constantFrom(captured('a'), captured('b')),
      fc.constant<Fact>({ fact: 'ending', reason: 'canceled' }),
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), (news) => {
        const steps = news.reduce((lived, fact) => [...lived, advance(lived.at(-1) ?? opened(), [fact], AT)], [opened()]);
        const statuses = steps.map(statusOf);
        const firstFinal = statuses.find(isFinal);
        const steady = firstFinal === undefined || statuses.at(-1) === firstFinal;
        return steady && steps.every((facts) => credit(facts).remaining_cents >= 0);
      }),
    );
  });
});
