import { describe, expect, it } from 'vitest';
import type { Facts, InvoiceFact } from '../../../workflows/contract/checkout.ts';
import * as rules from '../../../workflows/rules/credit.ts';
import { after, AT, authorized, invoiceRead, opened, orderRead } from './a-checkout.ts';
import { cellsOf } from './a-table.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

const captured = (invoiceId: string): Fact => ({ fact: 'invoice-captured', invoiceId });
const stuck = (step: string, reservedCents: number): Fact => ({
  fact: 'step-unresolved',
  step: { step, since: AT, code: 'apruve-unreachable', tries: 1, retryAt: null, reservedCents },
});

describe('the cap of 110 %', () => {
  it.each([
    [10_000, 11_000],
    [1, 1],
    [9, 9],
    [10, 11],
    [11_555, 12_710],
    [999_999_999_999, 1_099_999_999_998],
  ])('of %i cents is %i, the floor of a cent', (amount, limit) => {
    expect(rules.limitCents(amount)).toBe(limit);
  });
});

describe('an invoice by its status', () => {
  const [[, ...questions] = [], ...EXPECTED] = cellsOf(`
    status          | isLive | isUnpaid | isOpen | isPending | isPaid | hasCapture
    pending         | yes    | yes      | no     | yes       | no     | no
    open            | yes    | yes      | yes    | no        | no     | no
    funded          | yes    | yes      | yes    | no        | yes    | no
    closed          | yes    | no       | no     | no        | no     | no
    canceled        | no     | no       | no     | no        | no     | no
    open partly-paid | yes   | yes      | yes    | no        | yes    | no
    open captured   | yes    | yes      | yes    | no        | yes    | yes
    closed captured | yes    | no       | no     | no        | yes    | yes
    canceled captured | no   | no       | no     | no        | no     | no`);
  const ANSWERS: Record<string, (invoice: InvoiceFact) => boolean> = rules as never;

  it.each(EXPECTED)('%s: %s, %s, %s, %s, %s, %s', (name = '', ...expected) => {
    const [status, beside] = name.split(' ') as [InvoiceFact['status'], string?];
    const paidCents = beside === 'partly-paid' ? 1 : 0;
    const [invoice] = authorized(
      invoiceRead('a', status, 2, { paidCents }),
      ...(beside === 'captured' ? [captured('a')] : []),
    ).invoices;
    if (invoice === undefined) throw new Error('no invoice');
    expect(questions.map((question) => (ANSWERS[question]?.(invoice) ? 'yes' : 'no'))).toEqual(expected);
  });
});

describe('the credit of a checkout', () => {
  const half = invoiceRead('a', 'open', 5_000);

  it.each<[string, Facts, [invoiced: number, remaining: number, captured: number]]>([
    ['before an order is adopted', opened(), [0, 0, 0]],
    ['while approval is awaited', after(orderRead('pending')), [0, 11_000, 0]],
    ['with nothing invoiced', authorized(), [0, 11_000, 0]],
    ['with a draft', authorized(invoiceRead('a', 'pending', 5_000, { draft: true })), [5_000, 6_000, 0]],
    ['with open invoices', authorized(half, invoiceRead('b', 'open', 1_000)), [6_000, 5_000, 0]],
    ['with a captured invoice', authorized(half, invoiceRead('a', 'closed', 5_000), captured('a')), [5_000, 6_000, 5_000]],
    ['with a canceled invoice', authorized(half, invoiceRead('a', 'canceled', 5_000)), [0, 11_000, 0]],
    [
      'with a canceled invoice of which a part was returned',
      authorized(invoiceRead('a', 'canceled', 5_000, { returnedCents: 1_200 })),
      [1_200, 9_800, 0],
    ],
    [
      'with a capture whose invoice was canceled',
      authorized(half, captured('a'), invoiceRead('a', 'canceled', 5_000)),
      [0, 11_000, 0],
    ],
    [
      'with what was returned of a live invoice',
      authorized(invoiceRead('a', 'open', 5_000, { returnedCents: 700 })),
      [5_000, 6_000, 0],
    ],
    ['with invoices that may exist', authorized(half, stuck('x', 700), stuck('y', 300)), [5_000, 5_000, 0]],
    ['where more is invoiced than the cap allows', authorized(invoiceRead('a', 'open', 12_000)), [12_000, 0, 0]],
    ['that is completed', authorized(half, { fact: 'order-completed' }), [5_000, 0, 0]],
    ['that is ending', authorized(half, { fact: 'ending', reason: 'canceled' }), [5_000, 0, 0]],
    ['whose order is canceled', authorized(half, orderRead('canceled')), [5_000, 0, 0]],
    [
      'that is paid, below the cap',
      authorized(invoiceRead('a', 'open', 10_000), captured('a'), invoiceRead('a', 'closed', 10_000)),
      [10_000, 0, 10_000],
    ],
  ])('%s', (_, facts, [invoiced_cents, remaining_cents, captured_cents]) => {
    expect(rules.credit(facts)).toEqual({ limit_cents: 11_000, invoiced_cents, remaining_cents, captured_cents });
  });
});

describe('what is not invoiced of an order', () => {
  const half = invoiceRead('a', 'open', 5_000);
  it.each([
    ['is all of it at first', authorized(), 10_000],
    ['is less by what may be at Apruve already', authorized(half, stuck('x', 700), stuck('y', 300)), 4_000],
    ['is nothing where more than the order is invoiced', authorized(invoiceRead('a', 'open', 10_900)), 0],
  ])('%s', (_, facts, cents) => {
    expect(rules.uninvoicedCents(facts)).toBe(cents);
  });
});
