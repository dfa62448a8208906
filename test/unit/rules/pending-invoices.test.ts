import { describe, expect, it } from 'vitest';
import type { Facts, InvoiceFact } from '../../../workflows/contract/checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { deadlines } from '../../../workflows/rules/deadlines.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import { invoiceWaiting } from '../../../workflows/rules/pending-invoices.ts';
import { after, AT, authorized, invoiceRead, LISTED, orderRead } from './a-checkout.ts';
import { at, MINUTE, policy } from './a-policy.ts';

const waiting = invoiceRead('w', 'pending', 1_000);
const draft = invoiceRead('d', 'pending', 1_000, { draft: true });
const paid: Fact[] = [invoiceRead('a', 'closed', 10_000), { fact: 'invoice-captured', invoiceId: 'a' }];
const completed: Fact = { fact: 'order-completed' };

/** Minutes from the opening at which a person would be shown an invoice, by its id. */
const shownAt = (facts: Facts): [string, number][] =>
  deadlines(facts, policy).flatMap((deadline) =>
    deadline.kind === 'invoice-waiting'
      ? [[deadline.invoiceId, (deadline.at - Date.parse(AT)) / MINUTE] as [string, number]]
      : [],
  );

describe('a pending invoice', () => {
  it.each<[string, Facts, [string, number][]]>([
    ['that waits for the approval of its order', after(orderRead('pending'), waiting), []],
    ['that waits although its order is accepted', authorized(waiting), [['w', 60]]],
    ['that is a draft', authorized(draft), []],
    ['that is a draft of the whole order', authorized(invoiceRead('d', 'pending', 10_000, { draft: true })), []],
    ['beside an open invoice', authorized(invoiceRead('a', 'open', 10_000), draft), []],
    ['that alone keeps the checkout from its end', authorized(draft, ...paid), [['d', 1_440]]],
    ['that waits, and alone keeps it from its end', authorized(waiting, ...paid), [['w', 60]]],
    ['on a completed order that is paid', authorized(invoiceRead('a', 'closed', 4_000), draft, completed), [['d', 1_440]]],
    ['on a completed order with another one open', authorized(invoiceRead('a', 'open', 4_000), draft, completed), []],
    ['that keeps an expired checkout', authorized(draft, { fact: 'ending', reason: 'expired' }), [['d', 1_440]]],
  ])('%s', (_, facts, expected) => {
    expect(facts.end).toBeNull();
    expect(shownAt(facts)).toEqual(expected);
  });

  it('that appears later has its hour from then', () => {
    expect(shownAt(advance(authorized(), [waiting], at(500)))).toEqual([['w', 560]]);
  });

  it('keeps the checkout since the last of the others was paid', () => {
    const open = authorized(invoiceRead('a', 'open', 10_000), draft);
    const held = advance(open, [...paid, LISTED], at(100));
    expect([held.heldSince, shownAt(held)]).toEqual([at(100), [['d', 1_540]]]);
    const read = advance(held, [draft], at(200));
    expect(read.heldSince).toBe(at(100));
    expect(advance(read, [invoiceRead('d', 'open', 1_000, { draft: false })], at(300)).heldSince).toBeNull();
  });

  it('is shown once, until it is no longer pending', () => {
    const facts = authorized(waiting);
    const [invoice] = facts.invoices as [InvoiceFact];
    const shown = advance(facts, [{ fact: 'attention', attention: invoiceWaiting(facts, invoice) }], at(60));
    expect(shown.attentions).toMatchObject([
      { code: 'invoice-waiting', subject: 'N-w', message: expect.stringContaining('N-w over $10.00 waits') },
    ]);
    expect(shownAt(shown)).toEqual([]);
    expect(advance(shown, [waiting], at(61)).attentions).toHaveLength(1);
    expect(advance(shown, [invoiceRead('w', 'open', 1_000)], at(62)).attentions).toEqual([]);
    expect(advance(shown, [invoiceRead('w', 'canceled', 1_000)], at(62)).attentions).toEqual([]);
  });

  it('is told as a draft where it is one', () => {
    const facts = authorized(draft);
    expect(invoiceWaiting(facts, facts.invoices[0] as InvoiceFact).message).toContain('is a draft');
  });
});
