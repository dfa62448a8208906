import { createRoute } from '@hono/zod-openapi';
import { actionHeaders, body, json, needs, optionalBody, PENDING, problems } from '../../http/route.ts';
import { checkoutSchema } from '../checkouts/schemas.ts';
import { checkoutParams, invoiceParams } from '../shared/params.ts';
import { actionRoute, changeRoute, noBody } from '../shared/routes.ts';
import { closeSchema, invoiceChangeSchema, invoiceSchema, newInvoiceSchema } from './schemas.ts';

const tags = ['Invoices'];
const invoice = (description: string) => json(invoiceSchema, description);

export const create = createRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/invoices',
  ...needs('admin'),
  tags,
  operationId: 'sendInvoice',
  summary: 'Send an invoice',
  description:
    'Without an amount or lines it covers everything that is not invoiced yet. The sum of all invoices may reach 110 % of the order. An issued invoice gets its shipment at once.',
  request: { params: checkoutParams, headers: actionHeaders, body: body(newInvoiceSchema) },
  responses: {
    200: invoice('An invoice with this number and content existed before.'),
    201: invoice('Made now.'),
    202: json(checkoutSchema, PENDING),
    ...problems(
      'not-found',
      'not-authorized',
      'authorization-expired',
      'order-canceled',
      'order-completed',
      'order-changed',
      'checkout-finished',
      'changed',
      'invoice-conflict',
      'step-unresolved',
      'amount-mismatch',
      'nothing-to-invoice',
      'credit-exceeded',
      'shipment-exceeded',
      'refused-by-apruve',
      'busy',
    ),
  },
});

const about = { tags, params: invoiceParams, shows: invoiceSchema };
const action = { ...about, scope: 'admin' } as const;

export const update = changeRoute('/v1/checkouts/{id}/invoices/{invoice_id}', {
  ...about,
  operationId: 'changeInvoice',
  summary: 'Change a draft, or metadata',
  description:
    'A draft or waiting invoice only; `metadata` alone of any, whatever its state. Absent fields stay as they are; the amount follows from lines, tax and shipping unless it is given. A new amount without lines leaves one line that is titled with the number.',
  change: invoiceChangeSchema,
  done: 'Changed.',
  codes: [
    'not-authorized',
    'already-issued',
    'already-canceled',
    'authorization-expired',
    'order-canceled',
    'order-completed',
    'order-changed',
    'amount-mismatch',
    'credit-exceeded',
    'shipment-exceeded',
    'refused-by-apruve',
  ],
});

export const issue = actionRoute('/v1/checkouts/{id}/invoices/{invoice_id}/issue', {
  ...action,
  operationId: 'issueInvoice',
  summary: 'Issue a draft',
  description: 'The draft goes to the buyer, and its shipment follows. A repeat changes nothing.',
  body: noBody,
  done: 'Issued.',
  codes: [
    'not-authorized',
    'already-canceled',
    'authorization-expired',
    'order-canceled',
    'order-completed',
    'order-changed',
    'credit-exceeded',
    'refused-by-apruve',
  ],
});

export const cancel = actionRoute('/v1/checkouts/{id}/invoices/{invoice_id}/cancel', {
  ...action,
  operationId: 'cancelInvoice',
  summary: 'Cancel an invoice',
  description:
    'Possible while nobody has paid it. Its amount can be invoiced again, unless the order is completed. A repeat changes nothing.',
  body: noBody,
  done: 'Canceled.',
  codes: ['not-authorized', 'invoice-paid', 'refused-by-apruve'],
});

export const close = actionRoute('/v1/checkouts/{id}/invoices/{invoice_id}/close', {
  ...action,
  operationId: 'closeInvoice',
  summary: 'Close an invoice by hand',
  description:
    'Its money was collected outside of Apruve: it is closed there, and the capture is recorded. A repeat changes nothing.',
  body: optionalBody(closeSchema),
  done: 'Closed.',
  codes: ['not-authorized', 'invoice-not-issued', 'already-canceled', 'refused-by-apruve'],
});
