import { createRoute } from '@hono/zod-openapi';
import { checkoutParams, checkoutSchema, invoiceSchema } from '../checkouts/checkout-schema.ts';
import { body, idempotencyHeader, json, needs, problems } from '../http/route.ts';
import { newInvoiceSchema } from './schemas.ts';

export const create = createRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/invoices',
  ...needs('admin'),
  tags: ['Invoices'],
  summary: 'Send an invoice',
  description:
    'Without an amount or lines: all that is not invoiced yet. The sum of all invoices may reach 110 % of the order. An issued invoice gets its shipment at once.',
  request: { params: checkoutParams, headers: idempotencyHeader, body: body(newInvoiceSchema) },
  responses: {
    200: json(invoiceSchema, 'An invoice with this number and content was there.'),
    201: json(invoiceSchema, 'Made now.'),
    202: json(checkoutSchema, 'Apruve does not answer; the process goes on. `Location` leads to the checkout.'),
    ...problems(
      'not-found',
      'not-authorized',
      'authorization-expired',
      'order-canceled',
      'order-completed',
      'checkout-finished',
      'invoice-conflict',
      'step-unresolved',
      'amount-mismatch',
      'nothing-to-invoice',
      'credit-exceeded',
      'refused-by-apruve',
      'busy',
    ),
  },
});
