import { createRoute, z } from '@hono/zod-openapi';
import { json, needs, problems } from '../../http/route.ts';
import { checkoutParams } from '../shared/params.ts';
import { transactionSchema } from './schemas.ts';

export const list = createRoute({
  method: 'get',
  path: '/v1/checkouts/{id}/transactions',
  ...needs('admin'),
  tags: ['Checkouts'],
  operationId: 'listTransactions',
  summary: 'List the payment transactions of a checkout',
  description: 'Oldest first; one row per step, however often it was retried, with what was sent and what Apruve answered.',
  request: { params: checkoutParams },
  responses: { 200: json(z.object({ items: z.array(transactionSchema) }), 'All of them.'), ...problems('not-found') },
});
