import { z } from '@hono/zod-openapi';
import { INVOICE_SORTS } from '../../../activities/ledger/invoice-list.ts';
import { INVOICE_STATUSES } from '../../../workflows/contract/checkout.ts';
import { trimmedText } from '../../../workflows/contract/fields.ts';
import { channelFilter, currencyFilter, customerFilter, modeFilter, moment, yesOrNo } from '../shared/filters.ts';
import { metadataFilter } from '../shared/metadata.ts';
import { sortedListRoute, tableRoute } from '../shared/routes.ts';
import { listedInvoiceSchema } from './schemas.ts';

const tags = ['Invoices'];

export const filters = z.strictObject({
  status: z.enum(INVOICE_STATUSES).optional(),
  outstanding: yesOrNo.optional().openapi({ description: 'Whether the buyer owes something of it: `outstanding_cents`.' }),
  overdue: yesOrNo.optional(),
  due_from: moment.optional().openapi({ description: 'Due at or after; a date means its start in UTC.' }),
  due_before: moment.optional(),
  paid_from: moment.optional().openapi({ description: 'Paid at or after.' }),
  paid_before: moment.optional(),
  customer: customerFilter,
  channel: channelFilter,
  mode: modeFilter,
  currency: currencyFilter,
  q: trimmedText(200).optional().openapi({
    description:
      'Words, all of which must fit: parts of a number or id of the invoice, its shipments or its checkout, a tracking number, a PO number, a name, an email, a text of `metadata`; or the whole amount.',
  }),
  metadata: metadataFilter,
});

export const list = sortedListRoute('/v1/invoices', listedInvoiceSchema, {
  scope: 'admin',
  tags,
  operationId: 'listInvoices',
  summary: 'List invoices',
  description: 'Of all checkouts. An invoice must match all filters.',
  filters: filters.shape,
  sorts: INVOICE_SORTS,
});

export const table = tableRoute('/v1/invoices.csv', {
  scope: 'admin',
  tags,
  operationId: 'exportInvoices',
  summary: 'Invoices as a table',
  description: 'All that the list has with these filters, with amounts in units of their currency and days overdue.',
  filters: filters.shape,
});
