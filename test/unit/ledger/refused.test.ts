import { describe, expect, it } from 'vitest';
import { refused } from '../../../activities/ledger/views/refused.ts';
import type { TransactionRow } from '../../../activities/ledger/transactions.ts';
import { AT, authorized } from '../rules/a-checkout.ts';
import { ownRow, refusedRow, sentRow } from './a-row.ts';

const path = '/invoices/i1/invoice_returns';
const toInvoice = { request: { method: 'POST', path, body: {} } };

describe('what was refused', () => {
  it('is shown with Apruve’s words', () => {
    expect(refused(authorized(), [refusedRow(2, 'invoice:A', 'invoice')])).toEqual([
      {
        action: 'invoice',
        merchant_invoice_id: 'A',
        amount_cents: 4_000,
        at: AT,
        title: 'On hold',
        detail: 'The account is on hold.',
      },
    ]);
  });

  it('is a request that the process refused when nobody waited, with its reason', () => {
    expect(refused(authorized(), [ownRow(2, 'invoice', { merchantInvoiceId: 'A' })])).toMatchObject([
      { action: 'invoice', merchant_invoice_id: 'A', title: 'The request was refused', detail: 'Too much.' },
    ]);
  });

  // Newest first, as they are read.
  it.each<[string, TransactionRow[], string[]]>([
    ['nothing, where nothing was refused', [sentRow(1, 'invoice:A', 'invoice')], []],
    ['nothing of a number that was sent again', [sentRow(2, 'invoice:A', 'invoice'), refusedRow(1, 'invoice:A', 'invoice')], []],
    [
      'the last refusal of a number',
      [refusedRow(2, 'invoice:A', 'invoice'), refusedRow(1, 'invoice:A', 'invoice')],
      ['invoice A'],
    ],
    ['another number', [sentRow(3, 'invoice:B', 'invoice'), refusedRow(2, 'invoice:A', 'invoice')], ['invoice A']],
    [
      'nothing of a change after the next',
      [sentRow(2, 'update:order:2', 'update'), refusedRow(1, 'update:order:1', 'update')],
      [],
    ],
    [
      'the change of something else',
      [sentRow(2, 'update:i2:1', 'update'), refusedRow(1, 'update:order:1', 'update')],
      ['update null'],
    ],
    [
      'nothing of a return after the next of that invoice',
      [sentRow(2, 'return:b', 'refund', toInvoice), refusedRow(1, 'return:a', 'refund', toInvoice)],
      [],
    ],
    [
      'nothing of a request without a number after an invoice',
      [sentRow(2, 'invoice:A', 'invoice'), ownRow(1, 'invoice', {})],
      [],
    ],
    ['nothing of orders that no checkout needs', [refusedRow(1, 'orphan_cancel:o', 'orphan_cancel')], []],
  ])('is %s', (_, rows, expected) => {
    const shown = refused(authorized(), rows);
    expect(shown.map(({ action, merchant_invoice_id }) => `${action} ${merchant_invoice_id}`)).toEqual(expected);
  });
});
