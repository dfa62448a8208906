import { describe, expect, it } from 'vitest';
import { withoutPersons } from '../../../activities/ledger/erasing/without-persons.ts';

describe('what stays of recorded JSON without persons', () => {
  it.each([
    ['amounts, references, times and statuses', { id: 'i1', amount_cents: 5, paid_at: 'T', status: 'open' }],
    ['numbers of ours and of the shop', { merchant_order_id: 'ORD-1', merchantInvoiceId: 'INV-1', tracking_number: '1Z' }],
    ['what is computed', { actions: [{ name: 'cancel', allowed: false, reason: 'It has ended.' }] }],
    ['nothing, where there is nothing', { note: null, list: [] }],
  ])('keeps %s', (_, json) => {
    expect(withoutPersons(json)).toEqual(json);
  });

  it.each([
    ['a text under a key that nobody knows', { new_field: 'Jane' }, { new_field: '[erased]' }],
    ['texts in a list', { errors: ['Jane is unknown'] }, { errors: ['[erased]'] }],
    [
      'whatever belongs to a person',
      { authorized_buyers: [{ id: 'u1' }], shopper_id: 'u1', phone: 5 },
      { authorized_buyers: null, shopper_id: null, phone: null },
    ],
    ['names of fields that a shop chose', { metadata: { 'for Jane': 'x' } }, { metadata: {} }],
    ['the query of a path', { path: '/corporate_accounts?email=jane' }, { path: '/corporate_accounts' }],
    ['a text on its own', 'Jane', '[erased]'],
  ])('erases %s', (_, json, left) => {
    expect(withoutPersons(json)).toEqual(left);
  });
});
