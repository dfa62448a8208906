import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import { NOTICE_TYPES, notificationsOf } from '../../../workflows/rules/notifications.ts';
import { after, AT, authorized, invoiceRead, opened, orderRead } from './a-checkout.ts';

const attention: Fact = { fact: 'attention', attention: { code: 'order-canceled', message: 'Look.' } };
const overdue: Fact = { fact: 'invoice-overdue', invoiceId: 'a' };
const open = invoiceRead('a', 'open', 4_000);

describe('what the shop is told', () => {
  it.each([
    ['the order is read as pending', opened(), [orderRead('pending')], ['checkout.awaiting_approval']],
    ['the order is accepted', after(orderRead('pending')), [orderRead('accepted')], ['checkout.authorized']],
    ['the order is declined', after(orderRead('pending')), [orderRead('canceled')], ['checkout.declined']],
    ['the same is read again', authorized(), [orderRead('accepted')], []],
    ['a draft is made', authorized(), [invoiceRead('a', 'pending', 4_000, { draft: true })], ['invoice.pending']],
    ['an invoice is open', authorized(), [open], ['invoice.open', 'checkout.invoiced']],
    ['a second one is open', authorized(open), [invoiceRead('b', 'open', 1_000)], ['invoice.open']],
    ['it is funded', authorized(open), [invoiceRead('a', 'funded', 4_000)], ['invoice.funded']],
    ['a part is canceled', authorized(open), [invoiceRead('a', 'canceled', 4_000)], ['invoice.canceled', 'checkout.authorized']],
    ['it falls due', authorized(open), [overdue], ['checkout.overdue']],
    [
      'an overdue one closes',
      authorized(open, overdue),
      [invoiceRead('a', 'closed', 4_000)],
      ['invoice.closed', 'checkout.authorized', 'checkout.overdue_cleared'],
    ],
    ['the authorization is about to expire', authorized(), [{ fact: 'expiry-warned' }], ['checkout.expiring']],
    ['a person is needed', authorized(), [attention], ['checkout.attention']],
    ['the same person is still needed', authorized(attention), [attention], []],
    [
      'nobody is needed any more',
      authorized(attention),
      [{ fact: 'attention-cleared', code: 'order-canceled' }],
      ['checkout.attention_cleared'],
    ],
  ] satisfies [string, ReturnType<typeof opened>, Fact[], string[]][])('when %s', (_, before, news, expected) => {
    const types = notificationsOf(before, advance(before, news, AT)).map(({ type }) => type);
    expect(types).toEqual(expected);
    expect(NOTICE_TYPES).toEqual(expect.arrayContaining(types));
  });
});
