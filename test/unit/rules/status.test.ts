import { describe, expect, it } from 'vitest';
import { STATUSES, type Facts } from '../../../workflows/contract/checkout.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import {
  awaitsLastLook,
  finalStatus,
  holdsCredit,
  isAwaiting,
  isFinal,
  isOver,
  statusOf,
} from '../../../workflows/rules/status.ts';
import { after, AT, authorized, invoiceRead, opened, orderRead, LISTED } from './a-checkout.ts';
import { cellsOf } from './a-table.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

const captured = (invoiceId: string): Fact => ({ fact: 'invoice-captured', invoiceId });
const ending = (reason: 'canceled' | 'declined' | 'expired' | 'abandoned'): Fact => ({ fact: 'ending', reason });

describe('the status', () => {
  it.each<[string, Facts]>([
    ['awaiting_authorization', opened()],
    ['awaiting_approval', after(orderRead('pending'))],
    ['awaiting_approval', after(orderRead('new'))],
    ['authorized', after(orderRead('accepted'))],
    ['authorized', authorized(invoiceRead('a', 'pending', 5_000, { draft: true }))],
    ['invoiced', authorized(invoiceRead('a', 'open', 5_000))],
    ['invoiced', authorized(invoiceRead('a', 'closed', 5_000), invoiceRead('b', 'open', 1_000))],
    ['invoiced', authorized(invoiceRead('a', 'funded', 10_000))],
    ['authorized', authorized(invoiceRead('a', 'closed', 5_000), captured('a'))],
    [
      'paid',
      advance(authorized(invoiceRead('a', 'open', 10_000)), [invoiceRead('a', 'closed', 10_000), captured('a'), LISTED], AT),
    ],
    ['declined', after(orderRead('pending'), orderRead('canceled'))],
    ['declined', after(orderRead('canceled'))],
    ['awaiting_approval', after(orderRead('pending'), invoiceRead('a', 'pending', 5_000), orderRead('canceled'))],
    [
      'declined',
      after(orderRead('pending'), invoiceRead('a', 'pending', 5_000), orderRead('canceled'), invoiceRead('a', 'canceled', 5_000)),
    ],
    ['canceled', authorized(orderRead('canceled'))],
    ['abandoned', after(ending('abandoned'))],
    ['declined', after(ending('declined'))],
  ])('is %s', (status, facts) => {
    expect(statusOf(facts)).toBe(status);
  });

  it('does not end while a live invoice is unpaid, although the order is canceled', () => {
    const facts = authorized(invoiceRead('a', 'open', 5_000), orderRead('canceled'));
    expect(statusOf(facts)).toBe('invoiced');
    expect(statusOf(advance(facts, [invoiceRead('a', 'closed', 5_000), captured('a'), LISTED], AT))).toBe('paid');
  });

  it('does not end before the invoices of its order have been listed', () => {
    const whole = [invoiceRead('a', 'closed', 10_000), captured('a')];
    expect(awaitsLastLook(advance(authorized(), whole, AT))).toBe(true);
    expect(awaitsLastLook(advance(authorized(), [...whole, LISTED], AT))).toBe(false);
    const late = advance(advance(authorized(), whole, AT), [invoiceRead('b', 'open', 1_000), LISTED], AT);
    expect([statusOf(late), awaitsLastLook(late)]).toEqual(['invoiced', false]);
  });

  it('is final at the ends only', () => {
    expect(STATUSES.filter(isFinal)).toEqual(['paid', 'canceled', 'declined', 'expired', 'abandoned']);
  });
});

describe('what a checkout waits for, and what it holds', () => {
  const reserved: Fact = {
    fact: 'step-unresolved',
    step: { step: 'invoice:N', since: AT, code: 'apruve-unreachable', tries: 1, retryAt: null, reservedCents: 1 },
  };
  const unreserved: Fact = { ...reserved, step: { ...reserved.step, step: 'shipment:N:S', reservedCents: 0 } };
  const whole = [invoiceRead('a', 'open', 10_000), captured('a'), invoiceRead('a', 'closed', 10_000)];
  const part = [invoiceRead('a', 'closed', 9_999), captured('a')];
  const completed: Fact = { fact: 'order-completed' };
  /** Before anything is ended because of it: `advance` ends what these say is over. */
  const standing = (...news: Fact[]): Facts => ({
    ...news.reduce((facts, fact) => advance(facts, [fact, LISTED], AT), opened()),
    end: null,
  });

  const CASES: Record<string, Facts> = {
    'no order yet': standing(),
    'no order, canceled': standing(ending('canceled')),
    'new order': standing(orderRead('new')),
    'pending order': standing(orderRead('pending')),
    'pending, expired': standing(orderRead('pending'), ending('expired')),
    'pending, all invoiced': standing(orderRead('pending'), invoiceRead('a', 'closed', 10_000)),
    'declined order': standing(orderRead('canceled')),
    'declined, one open': standing(orderRead('pending'), invoiceRead('a', 'open', 1), orderRead('canceled')),
    'accepted order': standing(orderRead('accepted')),
    'accepted, canceled': standing(orderRead('accepted'), ending('canceled')),
    'canceled at Apruve': standing(orderRead('accepted'), orderRead('canceled')),
    'part of it captured': standing(orderRead('accepted'), ...part),
    'part, one step waits': standing(orderRead('accepted'), ...part, completed, unreserved),
    'part, completed': standing(orderRead('accepted'), ...part, completed),
    'part, invoice waits': standing(orderRead('accepted'), reserved, ...part, completed),
    'all of it captured': standing(orderRead('accepted'), ...whole),
    'all of it open': standing(orderRead('accepted'), invoiceRead('a', 'open', 10_000)),
    'open, canceled there': standing(orderRead('accepted'), invoiceRead('a', 'open', 1), orderRead('canceled')),
  };
  const [, ...EXPECTED] = cellsOf(`
    case                  | isAwaiting | holdsCredit | isOver | finalStatus
    no order yet          | yes        | no          | no     | declined
    no order, canceled    | no         | no          | yes    | canceled
    new order             | yes        | yes         | no     | declined
    pending order         | yes        | yes         | no     | declined
    pending, expired      | no         | yes         | yes    | expired
    pending, all invoiced | yes        | no          | no     | declined
    declined order        | no         | no          | yes    | declined
    declined, one open    | no         | no          | yes    | declined
    accepted order        | no         | yes         | no     | canceled
    accepted, canceled    | no         | yes         | yes    | canceled
    canceled at Apruve    | no         | no          | yes    | canceled
    part of it captured   | no         | yes         | no     | paid
    part, one step waits  | no         | no          | yes    | paid
    part, completed       | no         | no          | yes    | paid
    part, invoice waits   | no         | no          | no     | paid
    all of it captured    | no         | no          | yes    | paid
    all of it open        | no         | no          | no     | canceled
    open, canceled there  | no         | no          | no     | canceled`);

  it.each(EXPECTED)('%s: awaits the order %s, holds credit %s, is over %s, would end %s', (name = '', ...expected) => {
    const facts = CASES[name] ?? opened();
    const answers = [isAwaiting(facts), holdsCredit(facts), isOver(facts)].map((answer) => (answer ? 'yes' : 'no'));
    expect([...answers, finalStatus(facts)]).toEqual(expected);
  });

  it('is looked at in every case', () => {
    expect(EXPECTED.map(([name]) => name)).toEqual(Object.keys(CASES));
  });
});
