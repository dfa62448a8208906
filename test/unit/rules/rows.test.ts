import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import * as rows from '../../../workflows/rules/rows.ts';
import { after, authorized, invoiceRead, opened, ORDER_ID, orderRead } from './a-checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

const yes = (flag: boolean): string => (flag ? 'yes' : 'no');
/** A row as rules.md, section 5, has it: step, action, amount, reference, source, active / successful. */
const written = (facts: Facts): string[] =>
  rows
    .rowsOf(facts)
    .map(({ step, action, amountCents, reference, source, active, successful }) =>
      [step, action, amountCents, reference ?? '–', source ?? '–', `${yes(active)} / ${yes(successful)}`].join(' | '),
    );

const captured: Fact = { fact: 'invoice-captured', invoiceId: 'a' };
const shipped = (id: string, amountCents: number): Fact => ({
  fact: 'shipment-read',
  invoiceId: 'a',
  shipment: { id, number: `S-${id}`, amountCents },
});
const PURCHASE = 'purchase | purchase | 10000 | – | –';
const AUTHORIZE = `purchase | authorize | 10000 | ${ORDER_ID} | –`;
const INVOICE = 'invoice:N-a | invoice | 4000 | a | purchase';

describe('the payment transactions of a checkout', () => {
  it.each<[string, Facts, string[]]>([
    ['just opened', opened(), [`${PURCHASE} | yes / no`]],
    ['whose order is not final', after(orderRead('new')), [`${PURCHASE} | yes / no`]],
    ['whose order is pending', after(orderRead('pending')), [`${PURCHASE} | yes / no`]],
    ['whose order is accepted', authorized(), [`${AUTHORIZE} | yes / yes`]],
    ['that is declined', after(orderRead('canceled')), [`${PURCHASE} | no / no`]],
    ['that is refused before its order', after({ fact: 'ending', reason: 'declined' }), [`${PURCHASE} | no / no`]],
    [
      'that nobody authorized',
      after({ fact: 'ending', reason: 'abandoned' }),
      [`${PURCHASE} | no / no`, 'cancel | cancel | 10000 | – | purchase | no / yes'],
    ],
    [
      'that nobody approved',
      after(orderRead('pending'), { fact: 'ending', reason: 'expired' }, orderRead('canceled')),
      [`${PURCHASE} | no / no`, `cancel | cancel | 10000 | ${ORDER_ID} | purchase | no / yes`],
    ],
    [
      'that is canceled after its acceptance',
      authorized(orderRead('canceled')),
      [`${AUTHORIZE} | no / yes`, `cancel | cancel | 10000 | ${ORDER_ID} | purchase | no / yes`],
    ],
    [
      'that is paid',
      authorized(invoiceRead('a', 'open', 10_000), captured, invoiceRead('a', 'closed', 10_000)),
      [
        `${AUTHORIZE} | no / yes`,
        'invoice:N-a | invoice | 10000 | a | purchase | no / yes',
        'capture:a | capture | 10000 | a | invoice:N-a | no / yes',
      ],
    ],
  ])('%s', (_, facts, expected) => {
    expect(written(facts)).toEqual(expected);
  });

  it('name who gave it up and why, on the row of the cancel alone', () => {
    const canceledBy = { actor: 'key:shop', note: 'Out of stock.' };
    const facts = after({ fact: 'ending', reason: 'canceled', canceledBy });
    const [purchase, cancel] = rows.rowsOf(facts);
    expect(cancel).toMatchObject({ step: 'cancel', ...canceledBy });
    expect(purchase).not.toHaveProperty('actor');
  });
});

describe('the payment transactions of an invoice', () => {
  const ofInvoice = (...news: Fact[]): string[] => written(authorized(...news)).slice(1);

  it.each<[string, Fact[], string[]]>([
    ['a draft', [invoiceRead('a', 'pending', 4_000, { draft: true })], [`${INVOICE} | no / yes`]],
    ['that is open', [invoiceRead('a', 'open', 4_000)], [`${INVOICE} | yes / yes`]],
    ['that is funded', [invoiceRead('a', 'funded', 4_000)], [`${INVOICE} | yes / yes`]],
    ['that is settled by returns', [invoiceRead('a', 'closed', 4_000)], [`${INVOICE} | no / yes`]],
    ['that is canceled', [invoiceRead('a', 'canceled', 4_000)], [`${INVOICE} | no / yes`]],
    [
      'that is captured once it is funded',
      [invoiceRead('a', 'funded', 4_000), captured],
      [`${INVOICE} | yes / yes`, 'capture:a | capture | 4000 | a | invoice:N-a | no / yes'],
    ],
    [
      'that is captured, then canceled at Apruve',
      [invoiceRead('a', 'funded', 4_000), captured, invoiceRead('a', 'canceled', 4_000)],
      [`${INVOICE} | no / yes`, 'capture:a | capture | 4000 | a | invoice:N-a | no / no'],
    ],
    [
      'in two parcels',
      [invoiceRead('a', 'open', 4_000), shipped('x', 1_500), shipped('y', 2_500)],
      [
        `${INVOICE} | yes / yes`,
        'shipment:N-a:S-x | shipment | 1500 | x | invoice:N-a | no / yes',
        'shipment:N-a:S-y | shipment | 2500 | y | invoice:N-a | no / yes',
      ],
    ],
    [
      'in a parcel that got another number',
      [
        invoiceRead('a', 'open', 4_000),
        shipped('x', 4_000),
        { fact: 'shipment-read', invoiceId: 'a', shipment: { id: 'x', number: 'T', amountCents: 1_500 } },
      ],
      [`${INVOICE} | yes / yes`, 'shipment:N-a:S-x | shipment | 1500 | x | invoice:N-a | no / yes'],
    ],
    [
      'beside another',
      [invoiceRead('a', 'open', 4_000), invoiceRead('b', 'pending', 500)],
      [`${INVOICE} | yes / yes`, 'invoice:N-b | invoice | 500 | b | purchase | no / yes'],
    ],
  ])('%s', (_, news, expected) => {
    expect(ofInvoice(...news)).toEqual(expected);
  });
});

it('the steps keep the names that stored rows and recorded histories have', () => {
  expect([
    rows.PURCHASE_STEP,
    rows.PLACE_ORDER_STEP,
    rows.CANCEL_ORDER_STEP,
    rows.FINALIZE_STEP,
    rows.END_STEP,
    rows.LOOK_UP_STEP,
    rows.FIND_BUYER_STEP,
    rows.readOrderStep('o'),
    rows.adoptStep('o'),
    rows.readInvoiceStep('i'),
    rows.refusedRequestStep('invoice', 2),
    rows.invoiceStep('N'),
    rows.shipmentStep('N', 'S'),
    rows.completeStep(2),
    rows.updateStep('i', 2),
    rows.invoiceVerbStep('issue', 'i'),
    rows.invoiceVerbStep('cancel', 'i'),
    rows.invoiceVerbStep('close', 'i'),
    rows.returnStep('r'),
    rows.captureStep('i'),
  ]).toEqual([
    'purchase',
    'place_order',
    'order_cancel',
    'finalize',
    'end',
    'look-up:order',
    'find-buyer',
    'read:order:o',
    'adopt:o',
    'read:invoice:i',
    'invoice_refused:2',
    'invoice:N',
    'shipment:N:S',
    'complete:2',
    'update:i:2',
    'issue:i',
    'invoice_cancel:i',
    'close:i',
    'return:r',
    'capture:i',
  ]);
});
