import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import { deadlines, shownDeadlines } from '../../../workflows/rules/deadlines.ts';
import { advance, openingFacts } from '../../../workflows/rules/facts.ts';
import { after, AT, ORDER_ID, authorized, invoiceRead, opened, orderRead } from './a-checkout.ts';
import { at, MINUTE, policy } from './a-policy.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

/** Kinds with minutes from the opening. */
const list = (facts: ReturnType<typeof opened>) =>
  deadlines(facts, policy).map((deadline) => [deadline.kind, (deadline.at - Date.parse(AT)) / MINUTE]);

describe('deadlines', () => {
  it('of an open window are the look-up and its end', () => {
    expect(list(opened())).toEqual([
      ['lost-return', 15],
      ['authorization-window', 1_440],
    ]);
    const lookedUp = (minutes: number) =>
      advance(opened(), [{ fact: 'order-looked-up' }], new Date(Date.parse(AT) + minutes * MINUTE).toISOString());
    expect(list(lookedUp(14))).toEqual(list(opened()));
    expect(list(lookedUp(15))).toEqual([['authorization-window', 1_440]]);
  });

  it('of an offline checkout are the end of its window alone, however its placing gets on', () => {
    const facts = openingFacts(opened().terms, AT, true);
    expect(list(facts)).toEqual([['authorization-window', 1_440]]);
    const retryAt = new Date(Date.parse(AT) + 5 * MINUTE).toISOString();
    const step = { step: 'place_order', since: AT, code: 'apruve-unreachable', tries: 1, retryAt, reservedCents: 0 };
    const stuck = advance(facts, [{ fact: 'step-unresolved', step }], AT);
    expect(list(stuck)).toEqual([
      ['retry', 5],
      ['authorization-window', 1_440],
    ]);
  });

  it('end the window with the order’s own expiry where that comes first', () => {
    const expireAt = new Date(Date.parse(AT) + 5 * MINUTE).toISOString();
    const facts = openingFacts({ ...opened().terms, expireAt }, AT);
    expect(list(facts)).toEqual([
      ['lost-return', 5],
      ['authorization-window', 5],
    ]);
    expect(shownDeadlines(facts, policy)).toMatchObject({ authorization_at: expireAt, approval_at: null, expires_at: expireAt });
  });

  it('wait while their step is unresolved, and come back with it', () => {
    const retryAt = new Date(Date.parse(AT) + 5 * MINUTE).toISOString();
    const step = { step: 'look-up:order', since: AT, code: 'apruve-unreachable', tries: 1, retryAt, reservedCents: 0 };
    const stuck = advance(opened(), [{ fact: 'step-unresolved', step }], AT);
    expect(list(stuck)).toEqual([['retry', 5]]);
    expect(list(advance(stuck, [{ fact: 'step-settled', step: 'look-up:order' }], AT))).toHaveLength(2);
  });

  it('wait for every step that they need: an approval’s end for the read as for the cancel', () => {
    const step = { step: `read:order:${ORDER_ID}`, since: AT, code: 'apruve-auth', tries: 1, retryAt: null, reservedCents: 0 };
    expect(list(after(orderRead('pending'), { fact: 'step-unresolved', step }))).toEqual([]);
  });

  it('are a look at the invoices of the order where nothing else is left, and none while that look is stuck', () => {
    const whole = [invoiceRead('a', 'closed', 10_000), { fact: 'invoice-captured', invoiceId: 'a' } as const];
    const over = advance(authorized(), whole, AT);
    expect(deadlines(over, policy)[0]).toMatchObject({ kind: 'last-look', step: `adopt:${ORDER_ID}`, orderId: ORDER_ID });
    const step = { step: `adopt:${ORDER_ID}`, since: AT, code: 'apruve-auth', tries: 1, retryAt: null, reservedCents: 0 };
    expect(list(advance(over, [{ fact: 'step-unresolved', step }], AT)).map(([kind]) => kind)).not.toContain('last-look');
  });

  it('are none at the end', () => {
    const abandoned = after({ fact: 'ending', reason: 'abandoned' });
    expect(list(abandoned)).toEqual([]);
    expect(shownDeadlines(abandoned, policy)).toEqual({ authorization_at: null, approval_at: null, expires_at: null });
    expect(list(authorized(invoiceRead('a', 'closed', 10_000)))).toEqual([]);
  });
});

describe('the deadlines of an order that is not accepted', () => {
  const pending = (expireAt: string | null): Fact => ({
    fact: 'order-read',
    order: { id: ORDER_ID, status: 'pending', expireAt },
  });
  const wanted = (minutes: number): Facts => openingFacts({ ...opened().terms, expireAt: at(minutes) }, AT);

  it.each<[string, Facts, poll: number, end: number]>([
    ['without an expiry', after(pending(null)), 360, 20_160],
    ['that expires before the deadline of approval', after(pending(at(100))), 360, 100],
    ['that expires after it', after(pending(at(30_000))), 360, 20_160],
    ['that the shop lets expire before it', advance(wanted(200), [pending(null)], AT), 360, 200],
    ['whose expiry at Apruve is another than the shop’s', advance(wanted(200), [pending(at(300))], AT), 360, 300],
    ['that was read again', advance(after(pending(null)), [{ fact: 'order-looked-up' }], at(10)), 370, 20_160],
    [
      'that was looked up before it was adopted',
      advance(after({ fact: 'order-looked-up' }), [pending(null)], at(20)),
      380,
      20_180,
    ],
  ])('%s', (_, facts, poll, end) => {
    expect(list(facts)).toEqual(expect.arrayContaining([['approval-poll', poll]]));
    expect(list(facts)).toEqual(expect.arrayContaining([['approval-deadline', end]]));
    expect(list(facts)).toHaveLength(2);
    expect(shownDeadlines(facts, policy)).toMatchObject({ authorization_at: null, approval_at: at(end) });
  });

  it.each<[string, Facts]>([
    ['accepted', authorized()],
    ['canceled', after(pending(null), invoiceRead('a', 'open', 1), orderRead('canceled'))],
    ['given up', after(pending(null), { fact: 'ending', reason: 'expired' })],
  ])('are gone once it is %s', (_, facts) => {
    const kinds = list(facts).map(([kind]) => kind);
    expect(kinds).not.toContain('approval-poll');
    expect(kinds).not.toContain('approval-deadline');
    expect(shownDeadlines(facts, policy).approval_at).toBeNull();
  });

  it('name the steps that they ask for and wait for', () => {
    expect(deadlines(opened(), policy).map(({ step }) => step)).toEqual(['look-up:order', 'look-up:order']);
    const [poll, end] = deadlines(after(pending(null)), policy);
    expect(poll).toMatchObject({ step: `read:order:${ORDER_ID}` });
    expect(end).toMatchObject({ step: 'order_cancel', after: [`read:order:${ORDER_ID}`, 'expire'] });
  });
});

describe('the deadlines of an accepted order', () => {
  const DAY = 1_440;
  const accepted = (expireAt: string | null): Fact => ({
    fact: 'order-read',
    order: { id: ORDER_ID, status: 'accepted', expireAt },
  });
  const open = invoiceRead('a', 'open', 5_000);
  const defaults = [
    ['expiry-warning', 38 * DAY],
    ['expiry', 45 * DAY],
  ];

  it.each<[string, Facts, unknown[]]>([
    [
      'are its expiry at Apruve, and a warning',
      after(accepted(at(20 * DAY))),
      [
        ['expiry-warning', 13 * DAY],
        ['expiry', 20 * DAY],
      ],
    ],
    ['are 45 days where it has none', after(accepted(null)), defaults],
    ['warn once', after(accepted(null), { fact: 'expiry-warned' }), defaults.slice(1)],
    ['go on while an invoice is open', after(accepted(null), open), defaults],
    ['are none once it is completed', after(accepted(null), open, { fact: 'order-completed' }), []],
    ['are none while it ends', after(accepted(null), open, { fact: 'ending', reason: 'expired' }), []],
    ['are none once it is canceled at Apruve', after(accepted(null), open, orderRead('canceled')), []],
  ])('%s', (_, facts, expected) => {
    expect(list(facts)).toEqual(expected);
  });

  it('ask for steps that are no steps at Apruve', () => {
    expect(deadlines(after(accepted(null)), policy).map(({ step }) => step)).toEqual(['warn', 'expire']);
  });

  it('come earliest first', () => {
    const late = invoiceRead('a', 'open', 1, { dueAt: at(60 * DAY) });
    const soon = invoiceRead('b', 'open', 1, { dueAt: at(DAY) });
    expect(list(after(accepted(null), late, soon)).map(([, minutes]) => minutes)).toEqual([DAY, 38 * DAY, 45 * DAY, 60 * DAY]);
  });
});

describe('the deadlines of an invoice', () => {
  const dueAt = at(60);
  const ofInvoices = (facts: Facts) =>
    deadlines(facts, policy).flatMap((deadline) =>
      'invoiceId' in deadline
        ? [[deadline.kind, deadline.step, deadline.invoiceId, (deadline.at - Date.parse(AT)) / MINUTE]]
        : [],
    );
  const due = ['invoice-due', 'read:invoice:a', 'a', 60];
  const poll = ['invoice-poll', 'read:invoice:a', 'a', 360];
  const waiting = ['invoice-waiting', 'read:invoice:a', 'a', 60];

  it.each<[string, Facts, unknown[]]>([
    ['open', authorized(invoiceRead('a', 'open', 1, { dueAt })), [due]],
    ['funded', authorized(invoiceRead('a', 'funded', 1, { dueAt })), [due]],
    ['open, with no due date', authorized(invoiceRead('a', 'open', 1)), []],
    ['overdue', authorized(invoiceRead('a', 'open', 1, { dueAt }), { fact: 'invoice-overdue', invoiceId: 'a' }), []],
    ['closed', authorized(invoiceRead('a', 'closed', 1, { dueAt })), []],
    ['canceled', authorized(invoiceRead('a', 'canceled', 1, { dueAt })), []],
    ['waiting on an accepted order', authorized(invoiceRead('a', 'pending', 1, { dueAt })), [waiting, poll]],
    [
      'waiting, read again',
      advance(authorized(invoiceRead('a', 'pending', 1)), [invoiceRead('a', 'pending', 1)], at(10)),
      [waiting, [...poll.slice(0, 3), 370]],
    ],
    ['waiting for the order', after(orderRead('pending'), invoiceRead('a', 'pending', 1)), []],
    ['a draft', authorized(invoiceRead('a', 'pending', 1, { draft: true })), []],
  ])('that is %s', (_, facts, expected) => {
    expect(ofInvoices(facts)).toEqual(expected);
  });
});
