import { z } from '@hono/zod-openapi';
import { CHECKOUT_SORTS } from '../../../activities/ledger/checkout-list.ts';
import { STATUSES } from '../../../workflows/contract/checkout.ts';
import { plainText, trimmedText } from '../../../workflows/contract/fields.ts';
import { PAYMENT_STATUSES } from '../../../workflows/rules/payment-status.ts';
import { channelFilter, currencyFilter, customerFilter, modeFilter, moment, yesOrNo } from '../shared/filters.ts';
import { metadataFilter } from '../shared/metadata.ts';
import { sortedListRoute, tableRoute } from '../shared/routes.ts';
import { checkoutSchema } from './schemas.ts';

const tags = ['Checkouts'];

export const filters = z.strictObject({
  status: z.enum(STATUSES).optional(),
  payment_status: z.enum(PAYMENT_STATUSES).optional(),
  channel: channelFilter,
  mode: modeFilter,
  currency: currencyFilter,
  q: trimmedText(200).optional().openapi({
    description:
      'Words, all of which must fit: parts of an order number, id, PO number, name, email or text of `metadata`; or a whole number or id of an invoice or shipment, a tracking number, an amount.',
  }),
  attention: plainText(255)
    .min(1)
    .transform((codes) => codes.split(','))
    .optional()
    .openapi({
      type: 'string',
      description: 'Codes of `attention` with commas between them, or `any` for every checkout that needs a person.',
    }),
  overdue: yesOrNo.optional(),
  in_flight: yesOrNo
    .optional()
    .openapi({ description: 'Whether a step of it is on its way to Apruve: see `in_flight` of a checkout.' }),
  to_invoice: yesOrNo
    .optional()
    .openapi({ description: 'Whether it is accepted, and something of its order, without the 10 %, can be invoiced now.' }),
  expiring: yesOrNo.optional().openapi({ description: 'Whether the time for that runs out: `checkout.expiring` was sent.' }),
  customer: customerFilter,
  merchant_order_id: trimmedText(64).min(1).optional().openapi({ description: 'A whole order number.' }),
  from: moment.optional().openapi({ description: 'Created at or after; a date means its start in UTC.' }),
  to: moment.optional().openapi({ description: 'Created before.' }),
  metadata: metadataFilter,
});

export const list = sortedListRoute('/v1/checkouts', checkoutSchema, {
  scope: 'storefront',
  tags,
  operationId: 'listCheckouts',
  summary: 'List checkouts',
  description:
    'A checkout must match all filters. A key with the scope `storefront` may list the attempts of one order by `merchant_order_id`; every other list needs `admin`.',
  filters: filters.shape,
  sorts: CHECKOUT_SORTS,
});

export const table = tableRoute('/v1/checkouts.csv', {
  scope: 'admin',
  tags,
  operationId: 'exportCheckouts',
  summary: 'Checkouts as a table',
  description: 'All that the list has with these filters, newest first, with amounts in units of their currency.',
  filters: filters.shape,
});
