import { createRoute, z } from '@hono/zod-openapi';
import type { FailureCode } from '../../../workflows/contract/failures.ts';
import { checkoutParams, checkoutSchema, invoiceSchema } from '../checkouts/checkout-schema.ts';
import { body, idempotencyHeader, json, needs, optionalBody, PENDING, problems } from '../../http/route.ts';
import { closeSchema, invoiceChangeSchema, invoiceParams, newInvoiceSchema } from './schemas.ts';

const tags = ['Invoices'];
const invoice = (description: string) => json(invoiceSchema, description);
const pending = json(checkoutSchema, PENDING);

export const create = createRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/invoices',
  ...needs('admin'),
  tags,
  summary: 'Send an invoice',
  description:
    'Without an amount or lines: all that is not invoiced yet. The sum of all invoices may reach 110 % of the order. An issued invoice gets its shipment at once.',
  request: { params: checkoutParams, headers: idempotencyHeader, body: body(newInvoiceSchema) },
  responses: {
    200: invoice('An invoice with this number and content was there.'),
    201: invoice('Made now.'),
    202: pending,
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

export const update = createRoute({
  method: 'patch',
  path: '/v1/checkouts/{id}/invoices/{invoice_id}',
  ...needs('admin'),
  tags,
  summary: 'Change a draft',
  description:
    'A draft or waiting invoice only. What is not given stays; the amount follows from lines, tax and shipping unless it is given. Another amount without lines leaves one line that is titled with the number.',
  request: { params: invoiceParams, body: body(invoiceChangeSchema) },
  responses: {
    200: invoice('Changed.'),
    202: pending,
    ...problems(
      'not-found',
      'not-authorized',
      'already-issued',
      'already-canceled',
      'authorization-expired',
      'order-canceled',
      'order-completed',
      'checkout-finished',
      'amount-mismatch',
      'credit-exceeded',
      'refused-by-apruve',
      'busy',
    ),
  },
});

interface Deed {
  summary: string;
  description: string;
  done: string;
  codes: FailureCode[];
}

/** A call that does one thing with an invoice; a repeat finds it done. */
function action<Verb extends string, S extends z.ZodType>(
  verb: Verb,
  { summary, description, done, codes }: Deed,
  bodySchema: S,
) {
  return createRoute({
    method: 'post',
    path: `/v1/checkouts/{id}/invoices/{invoice_id}/${verb}`,
    ...needs('admin'),
    tags,
    summary,
    description: `${description} A repeat changes nothing.`,
    request: { params: invoiceParams, headers: idempotencyHeader, body: optionalBody(bodySchema) },
    responses: {
      200: invoice(done),
      202: pending,
      ...problems('not-found', 'not-authorized', ...codes, 'checkout-finished', 'refused-by-apruve', 'busy'),
    },
  });
}

const nothing = z.strictObject({});

export const issue = action(
  'issue',
  {
    summary: 'Issue a draft',
    description: 'The draft goes to the buyer, and its shipment follows.',
    done: 'Issued.',
    codes: ['already-canceled', 'authorization-expired', 'order-canceled', 'order-completed', 'credit-exceeded'],
  },
  nothing,
);

export const cancel = action(
  'cancel',
  {
    summary: 'Cancel an invoice',
    description: 'While nobody has paid it. Its amount may be invoiced again, unless the order is completed.',
    done: 'Canceled.',
    codes: ['invoice-paid'],
  },
  nothing,
);

export const close = action(
  'close',
  {
    summary: 'Close an invoice by hand',
    description: 'Its money was collected outside of Apruve: it is closed there, and the capture is recorded.',
    done: 'Closed.',
    codes: ['invoice-not-issued', 'already-canceled'],
  },
  closeSchema,
);
