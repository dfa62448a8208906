import { createRoute } from '@hono/zod-openapi';
import { actionHeaders, body, json, needs, PENDING, problems } from '../../http/route.ts';
import { checkoutSchema } from '../checkouts/schemas.ts';
import { invoiceParams } from '../shared/params.ts';
import { madeReturnSchema, newReturnSchema } from './schemas.ts';

export const create = createRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/invoices/{invoice_id}/returns',
  ...needs('admin'),
  tags: ['Returns'],
  operationId: 'recordReturn',
  summary: 'Record a return',
  description:
    'Also after the checkout has ended. The sum of an invoice’s returns never exceeds it. Send an `Idempotency-Key`: without one, a repeat is a second return.',
  request: { params: invoiceParams, headers: actionHeaders, body: body(newReturnSchema) },
  responses: {
    201: json(madeReturnSchema, 'Recorded.'),
    202: json(checkoutSchema, PENDING),
    ...problems(
      'not-found',
      'invoice-not-issued',
      'already-canceled',
      'amount-mismatch',
      'return-exceeded',
      'refused-by-apruve',
      'changed',
      'busy',
    ),
  },
});
