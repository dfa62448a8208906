import { describe, expect, it } from 'vitest';
import { inFlight } from '../../../activities/ledger/views/in-flight.ts';
import type { TransactionRow } from '../../../activities/ledger/transactions.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { AT, authorized, invoiceRead } from '../rules/a-checkout.ts';
import { refusedRow, sentRow } from './a-row.ts';

const LATER = '2026-03-01T13:00:00.000Z';
const stuck = (step: string): Fact => ({
  fact: 'step-unresolved',
  step: { step, since: LATER, code: 'apruve-unreachable', tries: 2, retryAt: LATER, reservedCents: 0 },
});
const open = invoiceRead('i1', 'open', 1_000);

describe('what is on its way to Apruve', () => {
  it('is an invoice from its first request on, with what Apruve last answered', () => {
    const row = sentRow(1, 'invoice:A', 'invoice', { tries: 3, lastAnswer: { status: 503, text: 'Busy' } });
    const shown = {
      step: 'invoice:A',
      action: 'invoice',
      merchant_invoice_id: 'A',
      amount_cents: 4_000,
      since: AT,
      last_answer: { status: 503, text: 'Busy' },
    };
    expect(inFlight(authorized(), [row])).toEqual([{ ...shown, tries: 3, next_try_at: null, code: null }]);
    expect(inFlight(authorized(stuck('invoice:A')), [row])).toEqual([
      { ...shown, tries: 3, next_try_at: LATER, code: 'apruve-unreachable' },
    ]);
  });

  it('is a read that could not get through, which has no row', () => {
    expect(inFlight(authorized(stuck('read:order:o1')), [])).toEqual([
      {
        step: 'read:order:o1',
        action: 'read',
        merchant_invoice_id: null,
        amount_cents: null,
        since: LATER,
        tries: 2,
        next_try_at: LATER,
        code: 'apruve-unreachable',
        last_answer: null,
      },
    ]);
  });

  it.each<[string, TransactionRow[], Fact[], string[]]>([
    ['nothing, where all is answered', [sentRow(1, 'invoice:A', 'invoice', { successful: true, inDoubtUntil: null })], [], []],
    ['nothing of an invoice that is known by now', [sentRow(1, 'invoice:N-i1', 'invoice')], [open], []],
    ['nothing of a step that is done as part of another', [sentRow(1, 'complete:1', 'complete')], [], []],
    ['nothing that Apruve refused', [refusedRow(1, 'invoice:A', 'invoice')], [], []],
    [
      'an answer that could not be read',
      [sentRow(1, 'invoice:A', 'invoice', { response: { status: 200, body: '' } })],
      [],
      ['invoice A'],
    ],
    ['a completion that is stuck', [sentRow(1, 'complete:1', 'complete')], [stuck('complete:1')], ['complete null']],
    [
      'a shipment, by its invoice',
      [sentRow(1, 'shipment:N-i1:S', 'shipment')],
      [open, stuck('shipment:N-i1:S')],
      ['shipment N-i1'],
    ],
    ['an action on an invoice', [sentRow(1, 'close:i1', 'close')], [open, stuck('close:i1')], ['close N-i1']],
    [
      'a return, by the path that it was sent to',
      [sentRow(1, 'return:r', 'refund', { request: { method: 'POST', path: '/invoices/i1/invoice_returns', body: {} } })],
      [open],
      ['refund N-i1'],
    ],
    ['a return after the end', [sentRow(1, 'return:r', 'refund')], [{ fact: 'ending', reason: 'canceled' }], ['refund null']],
  ])('is %s', (_, rows, facts, expected) => {
    const shown = inFlight(authorized(...facts), rows);
    expect(shown.map(({ action, merchant_invoice_id }) => `${action} ${merchant_invoice_id}`)).toEqual(expected);
  });
});
