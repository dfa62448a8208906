import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../workflows/contract/checkout.ts';
import { describeFacts } from '../../../workflows/rules/details.ts';
import { after, AT, authorized, invoiceRead, opened, ORDER_ID } from './a-checkout.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';

const shipped: Fact = { fact: 'shipment-read', invoiceId: 'a', shipment: { id: 's', number: 'S', amountCents: 4_000 } };
const stuck: Fact = {
  fact: 'step-unresolved',
  step: { step: 'invoice:N-b', since: AT, code: 'internal-error', tries: 3, retryAt: null, reservedCents: 500 },
};
const money = (order: string, invoiced: string, captured: string, left: string): string =>
  `order \`${order}\` · invoiced \`${invoiced}\` · captured \`${captured}\` · left to invoice \`${left}\``;

describe('a checkout in Temporal’s pages', () => {
  it.each<[string, Facts, string[]]>([
    [
      'without an order',
      opened(),
      [`**awaiting_authorization** · ${money('$100.00', '$0.00', '$0.00', '$0.00')}`, 'No Apruve order yet.'],
    ],
    [
      'with an invoice that is not shipped, and one that is overdue',
      authorized(
        invoiceRead('a', 'open', 4_000),
        shipped,
        { fact: 'invoice-overdue', invoiceId: 'a' },
        invoiceRead('b', 'funded', 2_000),
        { fact: 'invoice-captured', invoiceId: 'b' },
      ),
      [
        `**invoiced** · ${money('$100.00', '$60.00', '$20.00', '$50.00')}`,
        `Apruve order \`${ORDER_ID}\` is accepted.`,
        'Invoice `N-a` over `$40.00` is open, overdue, 1 shipment(s).',
        'Invoice `N-b` over `$20.00` is funded, not shipped.',
      ],
    ],
    [
      'with a step that waits, which needs a person',
      after(stuck, { fact: 'attention', attention: { code: 'internal-error', subject: 'invoice:N-b', message: 'Report it.' } }),
      [
        `**awaiting_authorization** · ${money('$100.00', '$0.00', '$0.00', '$0.00')}`,
        'No Apruve order yet.',
        'Waiting to repeat `invoice:N-b` (internal-error, tried 3 times).',
        '**Needs attention** (internal-error): Report it.',
      ],
    ],
  ])('%s', (_, facts, paragraphs) => {
    expect(describeFacts(facts, 'ORD-`1`')).toBe(["Order `ORD-'1'`", ...paragraphs].join('\n\n'));
  });
});
