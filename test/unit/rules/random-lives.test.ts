import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUSES, type Facts, type InvoiceStatus, type OrderStatus } from '../../../workflows/contract/checkout.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import { credit, isLive, isPaid } from '../../../workflows/rules/credit.ts';
import { isFinal, statusOf } from '../../../workflows/rules/status.ts';
import { TRANSITIONS } from '../../../workflows/rules/transitions.ts';
import { AT, authorized, invoiceRead, opened, orderRead, LISTED } from './a-checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

/** What one step brings, and when a step brings it: `null` where the process would not ask for it. */
type Happening = (facts: Facts) => Fact[] | null;

const orderShown =
  (status: OrderStatus): Happening =>
  () => [orderRead(status)];

/** An invoice is believed only on the adopted order; a closed one is captured, unless all of it was returned. */
const invoiceShown =
  (id: string, status: InvoiceStatus, amountCents: number, settled: boolean): Happening =>
  ({ order }) => {
    if (order === null) return null;
    const read = invoiceRead(id, status, amountCents, settled ? { returnedCents: amountCents } : {});
    return status === 'closed' && !settled ? [read, { fact: 'invoice-captured', invoiceId: id }] : [read];
  };

/** A canceled order is read with its invoices: an issued one shows that it had been accepted. */
const canceledUnseen: Happening = ({ order }) =>
  order === null ? [invoiceRead('a', 'open', 4_000), orderRead('accepted'), orderRead('canceled')] : null;
const paidUnseen: Happening = (facts) => {
  const shown = canceledUnseen(facts);
  return shown && [...shown, invoiceRead('a', 'closed', 4_000), { fact: 'invoice-captured', invoiceId: 'a' }];
};

const abandoned: Happening = ({ order }) => (order === null ? [{ fact: 'ending', reason: 'abandoned' }] : null);
const refused: Happening = ({ order }) => (order === null ? [{ fact: 'ending', reason: 'declined' }] : null);
const expired: Happening = ({ order }) => (order === null ? null : [{ fact: 'ending', reason: 'expired' }]);
const canceled: Happening = ({ invoices }) =>
  invoices.some((invoice) => isLive(invoice) && isPaid(invoice)) ? null : [{ fact: 'ending', reason: 'canceled' }];
const kept: Happening = ({ ending }) => (ending === 'canceled' ? [{ fact: 'ending-withdrawn' }] : null);
const released: Happening = ({ order, invoices }) =>
  order?.status === 'accepted' && invoices.some(isLive) ? [{ fact: 'order-completed' }] : null;
const unresolved = { step: 'invoice:a', since: AT, code: 'apruve-unreachable', tries: 1, retryAt: null, reservedCents: 500 };
const stuck: Happening = ({ order }) => (order === null ? null : [{ fact: 'step-unresolved', step: unresolved }]);
const unstuck: Happening = () => [{ fact: 'step-settled', step: unresolved.step }];

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<OrderStatus>('new', 'pending', 'accepted', 'canceled').map(orderShown),
  fc
    .record({
      id: fc.constantFrom('a', 'b'),
      status: fc.constantFrom<InvoiceStatus>('pending', 'open', 'funded', 'closed', 'canceled'),
      amount: fc.constantFrom(4_000, 6_000, 10_000),
      settled: fc.boolean(),
    })
    .map(({ id, status, amount, settled }) => invoiceShown(id, status, amount, settled)),
  fc.constantFrom(canceledUnseen, paidUnseen, abandoned, refused, expired, canceled, kept, released, stuck, unstuck),
);

/** Any fact at all, whether or not a step would bring it now. */
const anyFact: fc.Arbitrary<Fact> = happening.chain((happens) => {
  const everything = { ...opened(), ending: 'canceled' as const };
  const adopted = advance(opened(), [orderRead('accepted'), invoiceRead('a', 'open', 1)], AT);
  const facts = happens(everything) ?? happens(opened()) ?? happens(adopted) ?? [{ fact: 'order-looked-up' as const }];
  return fc.constantFrom(...facts);
});

/** The changes of status of one life, as `from → to`. */
function changes(lived: readonly Facts[]): string[] {
  const statuses = lived.map(statusOf);
  return statuses.slice(1).flatMap((to, i) => (statuses[i] === to ? [] : [`${statuses[i]} → ${to}`]));
}

const live = (happenings: readonly Happening[]): Facts[] =>
  happenings.reduce<Facts[]>(
    (lived, happens) => {
      const facts = lived.at(-1) ?? opened();
      return [...lived, advance(facts, [...(happens(facts) ?? []), LISTED], AT)];
    },
    [opened()],
  );

const listed = TRANSITIONS.map(({ from, to }) => `${from} → ${to}`);

describe('the list of transitions, in random lives', () => {
  it('holds every change of status that happens, whatever comes late, twice or out of order', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        expect(listed).toEqual(expect.arrayContaining(changes(live(happenings))));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds none that never happens', () => {
    const lives = fc.sample(fc.array(happening, { maxLength: 30 }), { numRuns: 10_000, seed: 1 });
    const seen = new Set(lives.flatMap((happenings) => changes(live(happenings))));
    expect(listed.filter((change) => !seen.has(change))).toEqual([]);
  });

  it('goes back nowhere but from invoiced to authorized, even when it is told what cannot be', () => {
    const back = new Set(['invoiced → authorized']);
    const order = (status: string): number => STATUSES.findIndex((known) => known === status);
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 30 }), (news) => {
        const lived = live(news.map((fact) => () => [fact]));
        const backward = changes(lived).filter((change) => {
          const [from = '', to = ''] = change.split(' → ');
          return order(to) < order(from) && !back.has(change);
        });
        expect(backward).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what is known, in random lives', () => {
  const captured = (invoiceId: string): Fact => ({ fact: 'invoice-captured', invoiceId });

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
        const steps = news.reduce((lived, fact) => [...lived, advance(lived.at(-1) ?? opened(), [fact, LISTED], AT)], [opened()]);
        const statuses = steps.map(statusOf);
        const firstFinal = statuses.find(isFinal);
        const steady = firstFinal === undefined || statuses.at(-1) === firstFinal;
        return steady && steps.every((facts) => credit(facts).remaining_cents >= 0);
      }),
    );
  });
});
