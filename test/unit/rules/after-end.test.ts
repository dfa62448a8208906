import { describe, expect, it } from 'vitest';
import type { Facts, FinalStatus } from '../../../workflows/contract/checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { capturedSince, invoiceAfterEnd, isSameShown, isTakenIn, isToBeCanceled } from '../../../workflows/rules/after-end.ts';
import { advance, advanceAfterEnd } from '../../../workflows/rules/facts.ts';
import { countsOf } from '../../../workflows/rules/rows.ts';
import { statusOf } from '../../../workflows/rules/status.ts';
import { after, invoiceRead, LISTED, orderRead } from './a-checkout.ts';
import { cellsOf } from './a-table.ts';

const LATER = '2026-04-01T12:00:00.000Z';
const captured = (invoiceId: string): Fact => ({ fact: 'invoice-captured', invoiceId });
const ending = (reason: NonNullable<Facts['ending']>): Fact[] => [
  orderRead('accepted'),
  { fact: 'ending', reason },
  orderRead('canceled'),
];

const ENDED: Record<FinalStatus, Facts> = {
  paid: after(orderRead('accepted'), invoiceRead('a', 'open', 10_000), captured('a'), invoiceRead('a', 'closed', 10_000)),
  canceled: after(...ending('canceled')),
  expired: after(...ending('expired')),
  declined: after(orderRead('pending'), orderRead('canceled')),
  abandoned: after({ fact: 'ending', reason: 'abandoned' }),
};
const invoiceOf = (facts: Facts, id: string) => {
  const invoice = facts.invoices.find((each) => each.id === id);
  if (invoice === undefined) throw new Error(`no invoice ${id}`);
  return invoice;
};
const late = (facts: Facts, ...news: Fact[]): Facts => advanceAfterEnd(facts, news, LATER, facts.version + 1);

describe('after the end', () => {
  it('the facts follow Apruve, and the end stays', () => {
    for (const [status, facts] of Object.entries(ENDED)) {
      expect(statusOf(facts)).toBe(status);
      const news = [invoiceRead('b', 'closed', 500), captured('b'), LISTED];
      const now = late(facts, ...news);
      expect(now).toMatchObject({ end: facts.end, version: facts.version + 1 });
      expect(invoiceOf(now, 'b')).toMatchObject({ status: 'closed', capturedAt: LATER });
      expect(advance(facts, news, LATER)).toBe(facts);
      expect(late(facts)).toBe(facts);
    }
  });

  const [[, ...states] = [], ...EXPECTED] = cellsOf(`
    ended as | pending | open | funded | closed | canceled
    paid     | no      | no   | no     | no     | no
    canceled | yes     | yes  | no     | no     | no
    expired  | yes     | yes  | no     | no     | no
    declined | yes     | yes  | no     | no     | no`);

  it.each(EXPECTED)('what must not stay with the buyer of a checkout that ended as %s', (status = '', ...expected) => {
    const facts = ENDED[status as FinalStatus];
    const answers = states.map((state) =>
      isToBeCanceled(facts, invoiceOf(late(facts, invoiceRead('b', state as 'open', 500)), 'b')),
    );
    expect(answers.map((answer) => (answer ? 'yes' : 'no'))).toEqual(expected);
  });

  it('an invoice is taken in where its own row or its capture changes', () => {
    const { canceled } = ENDED;
    const open = late(canceled, invoiceRead('b', 'open', 500));
    const shipment: Fact = { fact: 'shipment-read', invoiceId: 'b', shipment: { id: 's', number: 'S', amountCents: 500 } };
    const [shipped, read, paid] = [
      late(open, shipment),
      late(open, invoiceRead('b', 'open', 500)),
      late(open, invoiceRead('b', 'closed', 500), captured('b')),
    ];
    const b = invoiceOf(open, 'b');
    expect([isTakenIn(canceled, open, b), isTakenIn(open, paid, b)]).toEqual([true, true]);
    expect([isTakenIn(open, shipped, b), isTakenIn(open, read, b)]).toEqual([false, false]);
    expect([isSameShown(open, read), isSameShown(open, shipped), isSameShown(open, paid)]).toEqual([true, false, false]);
    expect(capturedSince(canceled, open)).toEqual([]);
    expect(capturedSince(open, paid).map(({ id }) => id)).toEqual(['b']);
    expect(capturedSince(ENDED.paid, late(ENDED.paid, invoiceRead('b', 'closed', 500), captured('b')))).toEqual([]);
  });

  it.each<[string, Fact[], string | null, string]>([
    ['open', [invoiceRead('b', 'open', 500)], null, 'it is open and is left alive.'],
    ['pending', [invoiceRead('b', 'pending', 500)], null, 'it is not issued yet and is left alive.'],
    ['refused', [invoiceRead('b', 'open', 500)], 'Apruve says no.', 'it could not be canceled: Apruve says no. It is watched.'],
    ['canceled', [invoiceRead('b', 'canceled', 500)], null, 'it is canceled there'],
    ['paid', [invoiceRead('b', 'closed', 500), captured('b')], null, 'it is paid, and the capture is recorded.'],
    ['settled', [invoiceRead('b', 'closed', 500)], null, 'it is closed without a payment.'],
  ])('a person is told of an invoice that is %s', (_, news, kept, words) => {
    const facts = late(ENDED.canceled, ...news);
    const { code, message } = invoiceAfterEnd(facts, { invoice: invoiceOf(facts, 'b'), kept });
    expect(code).toBe('invoice-after-end');
    expect(message).toMatch(/^The checkout has ended as canceled, and Apruve shows its invoice N-b over \$5\.00 since: /);
    expect(message).toContain(words);
  });

  it('numbered steps are counted on, by the rows that there are', () => {
    const steps = [
      'purchase',
      'update:s:1',
      'update:s:12',
      'update:order:2',
      'complete:3',
      'shipment_refused:4',
      'invoice:N-7',
      'cancel',
    ];
    expect(countsOf(steps)).toEqual({ 'update:s': 12, 'update:order': 2, complete: 3, shipment_refused: 4 });
  });
});
