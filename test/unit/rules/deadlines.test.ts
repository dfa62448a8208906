import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../workflows/contract/policy.ts';
import { deadlines, shownDeadlines } from '../../../workflows/rules/deadlines.ts';
import { advance, openingFacts } from '../../../workflows/rules/facts.ts';
import { after, AT, ORDER_ID, authorized, invoiceRead, opened, orderRead } from './a-checkout.ts';

const MINUTE = 60_000;
const policy: Policy = {
  lostReturnAfterMs: 15 * MINUTE,
  authorizationWindowMs: 1_440 * MINUTE,
  approvalDeadlineMs: 20_160 * MINUTE,
  approvalPollMs: 360 * MINUTE,
  expiryWarningMs: 10_080 * MINUTE,
  unknownOutcomeWaitMs: MINUTE,
  stepBoundMs: 2 * MINUTE,
  stepRetryMs: 5 * MINUTE,
};
/** Kinds with minutes from the opening. */
const list = (facts: ReturnType<typeof opened>) =>
  deadlines(facts, policy).map(({ kind, at }) => [kind, (at - Date.parse(AT)) / MINUTE]);

describe('deadlines', () => {
  it('of an open window are the look-up and its end', () => {
    expect(list(opened())).toEqual([
      ['lost-return', 15],
      ['authorization-window', 1_440],
    ]);
    expect(list(after({ fact: 'order-looked-up' }))).toEqual([['authorization-window', 1_440]]);
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

  it('of a pending order are the next read and the approval’s end', () => {
    expect(list(after(orderRead('pending')))).toEqual([
      ['approval-poll', 360],
      ['approval-deadline', 20_160],
    ]);
  });

  it('wait while their step is unresolved, and come back with it', () => {
    const retryAt = new Date(Date.parse(AT) + 5 * MINUTE).toISOString();
    const step = { step: 'look-up:order', since: AT, code: 'apruve-unreachable', tries: 1, retryAt, reservedCents: 0 };
    const stuck = advance(opened(), [{ fact: 'step-unresolved', step }], AT);
    expect(list(stuck)).toEqual([['retry', 5]]);
    expect(list(advance(stuck, [{ fact: 'step-settled', step: 'look-up:order' }], AT))).toHaveLength(2);
  });

  it('hold an invoice until it is overdue once', () => {
    const open = authorized(invoiceRead('a', 'open', 5_000, { dueAt: '2026-03-01T13:00:00.000Z' }));
    const kinds = (facts: ReturnType<typeof opened>) => list(facts).map(([kind]) => kind);
    expect(kinds(open)).toEqual(['invoice-due', 'expiry-warning', 'expiry']);
    expect(kinds(advance(open, [{ fact: 'invoice-overdue', invoiceId: 'a' }], AT))).toEqual(['expiry-warning', 'expiry']);
  });

  it('re-read a waiting invoice of an accepted order, and no draft, until it is open', () => {
    const kinds = (facts: ReturnType<typeof opened>) => list(facts).filter(([kind]) => kind === 'invoice-poll');
    expect(kinds(authorized(invoiceRead('a', 'pending', 5_000)))).toEqual([['invoice-poll', 360]]);
    expect(kinds(authorized(invoiceRead('a', 'pending', 5_000, { draft: true })))).toEqual([]);
    expect(kinds(after(orderRead('pending'), invoiceRead('a', 'pending', 5_000)))).toEqual([]);
  });

  it('wait for every step that they need: an approval’s end for the read as for the cancel', () => {
    const step = { step: `read:order:${ORDER_ID}`, since: AT, code: 'apruve-auth', tries: 1, retryAt: null, reservedCents: 0 };
    expect(list(after(orderRead('pending'), { fact: 'step-unresolved', step }))).toEqual([]);
  });

  it('are none at the end', () => {
    expect(list(after({ fact: 'ending', reason: 'abandoned' }))).toEqual([]);
  });
});
