import { describe, expect, test } from 'vitest';
import type { Notification } from '../../../api/web/console/api-calls.ts';
import { entriesOf } from '../../../api/web/console/timeline/entries.ts';
import {
  eventSentence,
  notificationSentence,
  personOf,
  rowSentence,
  type About,
} from '../../../api/web/console/timeline/sentences.ts';
import type { TransactionView } from '../../../api/v1/transactions/schemas.ts';
import type { EventView } from '../../../api/v1/webhook-events/schemas.ts';
import { EVENT, ID, NOTIFICATION, signedIn } from './a-console.ts';

const AT = '2026-01-02T03:04:05.000Z';

const ABOUT: About = {
  timeZone: 'UTC',
  opened_by: 'key:shop (key_0123)',
  invoices: [
    {
      id: 'inv1',
      merchant_invoice_id: 'SO-1-2',
      status: 'open',
      amount_cents: 14_734,
      amount_due_cents: 14_734,
      paid_cents: 0,
      failed_payment: null,
      tax_cents: 0,
      shipping_cents: 0,
      invoice_items: [],
      due_at: '2026-02-01T05:59:00.000Z',
      overdue: false,
      issued_at: null,
      funded_at: null,
      closed_at: null,
      shipments: [
        {
          id: 'shp1',
          merchant_shipment_id: 'SO-1-2-1',
          status: 'fulfilled',
          amount_cents: 14_734,
          shipment_items: [],
          automatic: false,
          shipper: 'UPS',
          tracking_number: '1Z999',
          shipped_at: null,
          delivered_at: null,
        },
      ],
      returns: [{ id: 'ret1', amount_cents: 1_000, return_items: [], reason: 'DAMAGED', created_at: AT }],
      returned_cents: 1_000,
      metadata: {},
    },
  ],
};

const aRow = (changes: Partial<TransactionView>): TransactionView => ({
  id: 1,
  action: 'invoice',
  amount_cents: 14_734,
  currency: 'USD',
  reference: 'inv1',
  source_id: null,
  active: true,
  successful: true,
  request: { method: 'POST', path: '/orders/o1/invoices', body: {} },
  response: { status: 201, body: {} },
  actor: 'user:Anna (usr_0123456789ab)',
  note: null,
  created_at: AT,
  updated_at: AT,
  ...changes,
});
const said = (changes: Partial<TransactionView>): string => rowSentence(aRow(changes), ABOUT).parts.join(' · ');

const aNotification = (changes: Partial<Notification> = {}): Notification => ({
  ...NOTIFICATION,
  type: 'checkout.authorized',
  state: 'delivered',
  attempts: [],
  ...changes,
});

describe('a line of the timeline of an order', () => {
  test('names who acted without the form in which they are recorded; a key stays a key', () => {
    expect(personOf('user:Anna (usr_0123456789ab)')).toBe('Anna');
    expect(personOf('key:erp (key_01)')).toBe('The key erp');
    expect(personOf('command line')).toBe('command line');
  });

  test.each<[string, Partial<TransactionView>]>([
    ['Anna sent invoice SO-1-2 over $147.34 · Apruve took it · due 1 Feb 2026', {}],
    ['Invoice SO-1-2 over $147.34 was sent · Apruve took it', { actor: null, active: false }],
    [
      'The key shop opened the checkout · Apruve accepted the order',
      { action: 'authorize', actor: null, reference: 'o1', response: null },
    ],
    ['Anna recorded the shipment UPS 1Z999 for invoice SO-1-2 · Apruve took it', { action: 'shipment', reference: 'shp1' }],
    ['The payment of $147.34 for invoice SO-1-2 was recorded', { action: 'capture', actor: null }],
    [
      'Anna recorded the return of $10.00 on invoice SO-1-2 · Apruve took it',
      { action: 'refund', reference: 'ret1', amount_cents: 1_000 },
    ],
    ['Anna canceled the checkout · Apruve took it · “buyer called”', { action: 'cancel', reference: 'o1', note: 'buyer called' }],
    [
      'Anna changed invoice SO-1-2 · Apruve took it',
      { action: 'update', request: { method: 'PUT', path: '/invoices/inv1', body: {} } },
    ],
    [
      'Anna changed a shipment of invoice SO-1-2 · Apruve took it',
      { action: 'update', request: { method: 'PUT', path: '/invoices/inv1/shipments/shp1', body: {} } },
    ],
    ['The checkout was ended', { action: 'cancel', actor: null, request: null, response: null }],
    [
      'An authorization that does not match the order was turned away',
      { action: 'authorization_mismatch', actor: null, active: false, successful: false },
    ],
    [
      'Anna sent invoice SO-1-9 · it was not done',
      {
        amount_cents: 0,
        reference: null,
        active: false,
        successful: false,
        response: null,
        request: { method: 'UPDATE', path: 'sendInvoice', body: { merchantInvoiceId: 'SO-1-9' } },
      },
    ],
    ['Anna asked for “something new” · Apruve took it', { action: 'something_new' }],
  ])('says “%s”', (words, changes) => {
    expect(said(changes)).toBe(words);
  });

  test('tells a refusal by Apruve, in its words, from one of the process, and both from an answer that is still out', () => {
    const body = { merchant_invoice_id: 'SO-1-3' };
    const failed = { reference: null, active: false, successful: false, request: { method: 'POST', path: '/invoices', body } };
    const refused = aRow({ ...failed, response: { status: 422, body: { errors: [{ title: 'The account is on hold' }] } } });
    expect(rowSentence(refused, ABOUT)).toEqual({
      parts: ['Anna sent invoice SO-1-3 over $147.34', 'Apruve refused it: The account is on hold'],
      label: 'Refused',
      tone: 'bad',
    });
    const byUs = aRow({ ...failed, request: { method: 'SIGNAL', path: 'sendInvoice', body }, response: null, note: 'too much' });
    expect(rowSentence(byUs, ABOUT)).toMatchObject({
      parts: [expect.any(String), 'it was not done', '“too much”'],
      label: 'Refused',
    });
    const open = rowSentence(aRow({ ...failed, response: null }), ABOUT);
    expect(open).toMatchObject({
      parts: [expect.any(String), 'Apruve has not answered yet'],
      label: 'No answer yet',
      tone: 'wait',
    });
  });

  test('says of a notification whether the shop knows, and of a webhook what became of it', () => {
    expect(notificationSentence(aNotification()).parts).toEqual(['Order authorized', 'the shop was told']);
    const attempts = NOTIFICATION.attempts;
    expect(notificationSentence(aNotification({ state: 'pending', attempts })).parts).toContain('tried 2 times');
    expect(notificationSentence(aNotification({ state: 'failed', receiver: 'erp' })).parts[1]).toBe(
      "the shop's receiver erp could not be told",
    );
    expect(eventSentence({ ...EVENT, event: 'payment_term.accepted', copies: 2 })).toEqual({
      parts: ['Apruve reported: payment term accepted', '2 times', 'the checkout looks at Apruve again'],
      label: 'Passed on',
      tone: 'calm',
    });
    expect(eventSentence({ ...EVENT, outcome: null }).label).toBe('Waiting');
  });

  test('stands in the order of time, the newest first; at one moment the report, the deed, what the shop was told', () => {
    const later = '2026-01-02T03:04:06.000Z';
    const events: EventView[] = [EVENT];
    const transactions = [aRow({}), aRow({ id: 2, created_at: later })];
    const told = [aNotification({ id: 'ntf_2', sequence: 3 }), aNotification()];
    const history = {
      notes: [],
      transactions,
      notifications: { items: told, next_cursor: null },
      events: { items: events, next_cursor: null },
    };
    expect(entriesOf(history, ABOUT).map(({ id }) => id)).toEqual([
      'transaction-2',
      'notification-ntf_2',
      'notification-ntf_1',
      'transaction-1',
      'event-default-event-1',
    ]);
  });
});

describe('the timeline of an order', () => {
  test('is bounded: it reads the newest of each kind, and all of them when asked', async () => {
    const { get, reads } = await signedIn();
    const page = `/console/checkouts/${ID}`;
    await get(page);
    expect(reads).toContain(`/v1/webhook-events?checkout=${ID}&limit=26`);
    expect(reads).toContain(`/v1/notifications?checkout=${ID}&limit=26`);
    await get(`${page}?history=all`);
    expect(reads).toContain(`/v1/webhook-events?checkout=${ID}&limit=100`);
  });
});
