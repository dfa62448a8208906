import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../workflows/contract/fact.ts';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import { advance } from '../../../workflows/rules/facts.ts';
import {
  NOTIFICATION_TYPES,
  notificationsOf,
  OPENING_NOTIFICATION,
  refundNotification,
} from '../../../workflows/rules/notifications.ts';
import { after, AT, authorized, invoiceRead, opened, orderRead, LISTED } from './a-checkout.ts';

const raised = (code: string, subject = 's'): Fact => ({ fact: 'attention', attention: { code, subject, message: 'Look.' } });
const anew = (code: string): Fact => ({ fact: 'attention', attention: { code, subject: 's', message: 'Look.' }, again: true });
const acknowledged = (code: string): Fact => ({ fact: 'attention-acknowledged', code, by: 'ann' });
const cleared = (code: string): Fact => ({ fact: 'attention-cleared', code });
const overdue = (invoiceId: string): Fact => ({ fact: 'invoice-overdue', invoiceId });
const open = invoiceRead('a', 'open', 4_000);
const FAILED = { id: 'p1', amountCents: 4_000, reason: 'Insufficient funds', at: AT };

describe('the notifications of a change', () => {
  it.each<[string, Facts, Fact[], string[]]>([
    ['the order is read as pending', opened(), [orderRead('pending')], ['checkout.awaiting_approval']],
    ['the order is accepted', after(orderRead('pending')), [orderRead('accepted')], ['checkout.authorized']],
    ['the order is declined', after(orderRead('pending')), [orderRead('canceled')], ['checkout.declined']],
    ['the same is read again', authorized(), [orderRead('accepted')], []],
    ['a draft is made', authorized(), [invoiceRead('a', 'pending', 4_000, { draft: true })], ['invoice.pending a']],
    ['an invoice is open', authorized(), [open], ['invoice.open a', 'checkout.invoiced']],
    ['a second one is open', authorized(open), [invoiceRead('b', 'open', 1_000)], ['invoice.open b']],
    [
      'a payment of it fails',
      authorized(open),
      [invoiceRead('a', 'open', 4_000, { failedPayment: FAILED })],
      ['invoice.payment_failed a'],
    ],
    [
      'the same failed payment is read again',
      authorized(invoiceRead('a', 'open', 4_000, { failedPayment: FAILED })),
      [invoiceRead('a', 'open', 4_000, { failedPayment: FAILED })],
      [],
    ],
    ['a part of it is paid', authorized(open), [invoiceRead('a', 'open', 4_000, { paidCents: 1_000 })], []],
    ['it is funded', authorized(open), [invoiceRead('a', 'funded', 4_000)], ['invoice.funded a']],
    [
      'it is read as closed, and an event told that it was funded',
      authorized(open),
      [invoiceRead('a', 'closed', 4_000, { fundedAt: AT })],
      ['invoice.funded a', 'invoice.closed a', 'checkout.authorized'],
    ],
    [
      'its funding is heard after it closed',
      authorized(invoiceRead('a', 'closed', 4_000)),
      [invoiceRead('a', 'closed', 4_000, { fundedAt: AT })],
      ['invoice.funded a'],
    ],
    [
      'a part is canceled',
      authorized(open),
      [invoiceRead('a', 'canceled', 4_000)],
      ['invoice.canceled a', 'checkout.authorized'],
    ],
    ['it falls due', authorized(open), [overdue('a')], ['checkout.overdue']],
    ['another falls due too', authorized(open, invoiceRead('b', 'open', 1), overdue('a')), [overdue('b')], []],
    [
      'an overdue one closes',
      authorized(open, overdue('a')),
      [invoiceRead('a', 'closed', 4_000)],
      ['invoice.closed a', 'checkout.authorized', 'checkout.overdue_cleared'],
    ],
    ['the authorization is about to expire', authorized(), [{ fact: 'expiry-warned' }], ['checkout.expiring']],
    ['a person is needed', authorized(), [raised('order-canceled')], ['checkout.attention']],
    ['the same person is still needed', authorized(raised('order-canceled')), [raised('order-canceled')], []],
    ['one is needed for more', authorized(raised('a')), [raised('b')], ['checkout.attention']],
    ['one is needed for another subject', authorized(raised('a')), [raised('a', 't')], ['checkout.attention']],
    ['one is needed for less', authorized(raised('a'), raised('b')), [cleared('b')], []],
    ['somebody knows of it', authorized(raised('a')), [acknowledged('a')], ['checkout.attention_cleared']],
    ['it comes again', authorized(raised('a'), acknowledged('a')), [anew('a')], ['checkout.attention']],
    ['nobody is needed any more', authorized(raised('a')), [cleared('a')], ['checkout.attention_cleared']],
  ])('when %s', (_, before, news, expected) => {
    const notifications = notificationsOf(before, advance(before, [...news, LISTED], AT));
    expect(notifications.map(({ type, invoiceId }) => (invoiceId === null ? type : `${type} ${invoiceId}`))).toEqual(expected);
  });

  it('is the opening, and a return with its invoice', () => {
    expect(OPENING_NOTIFICATION).toEqual({ type: 'checkout.awaiting_authorization', invoiceId: null });
    expect(refundNotification('i')).toEqual({ type: 'checkout.refunded', invoiceId: 'i' });
  });

  it('is of one of these types', () => {
    expect(NOTIFICATION_TYPES).toEqual([
      'checkout.awaiting_authorization',
      'checkout.awaiting_approval',
      'checkout.authorized',
      'checkout.invoiced',
      'checkout.paid',
      'checkout.canceled',
      'checkout.declined',
      'checkout.expired',
      'checkout.abandoned',
      'checkout.overdue',
      'checkout.overdue_cleared',
      'checkout.expiring',
      'checkout.attention',
      'checkout.attention_cleared',
      'checkout.refunded',
      'invoice.pending',
      'invoice.open',
      'invoice.funded',
      'invoice.closed',
      'invoice.canceled',
      'invoice.payment_failed',
    ]);
  });
});
