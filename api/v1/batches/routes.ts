import { createRoute, z } from '@hono/zod-openapi';
import { plainText } from '../../../workflows/contract/fields.ts';
import { body, idempotencyHeader, json, needs, problems } from '../../http/route.ts';
import { listRoute, noBody } from '../shared/routes.ts';
import { batchSchema, listedBatchSchema, newBatchSchema } from './schemas.ts';

const tags = ['Batches'];
const params = z.object({ id: plainText(64).openapi({ param: { name: 'id', in: 'path' } }) });

export const create = createRoute({
  method: 'post',
  path: '/v1/batches',
  ...needs('admin'),
  tags,
  operationId: 'createBatch',
  summary: 'Send invoices for many checkouts',
  description:
    'Of each, all that is not invoiced yet, issued at once. It is stored, then sent line by line, under the idempotency key `<batch>:<checkout>` and with the rights that the caller has by then; read it to see what became of each line.',
  request: { headers: idempotencyHeader, body: body(newBatchSchema) },
  responses: {
    200: json(batchSchema, 'A batch of this id is there already: it, as it is now.'),
    201: json(batchSchema, 'It is stored.'),
    ...problems('not-found', 'idempotency-key-reused', 'idempotency-in-progress'),
  },
});

export const read = createRoute({
  method: 'get',
  path: '/v1/batches/{id}',
  ...needs('admin'),
  tags,
  operationId: 'getBatch',
  summary: 'Read a batch',
  description: 'What became of each line. Only for who sees all of its channels.',
  request: { params },
  responses: { 200: json(batchSchema, 'With its lines.'), ...problems('not-found') },
});

export const retry = createRoute({
  method: 'post',
  path: '/v1/batches/{id}/retry',
  ...needs('admin'),
  tags,
  operationId: 'retryBatch',
  summary: 'Send what failed once more',
  description: 'Only the lines that failed, each as a new request. What was sent stays as it is.',
  request: { params, headers: idempotencyHeader, body: noBody },
  responses: {
    200: json(batchSchema, 'As it is now.'),
    ...problems('not-found', 'idempotency-key-reused', 'idempotency-in-progress'),
  },
});

export const list = listRoute('/v1/batches', listedBatchSchema, {
  scope: 'admin',
  tags,
  operationId: 'listBatches',
  summary: 'List batches',
  description: 'Who has asked for which invoices together, newest first, without their lines.',
  filters: {
    failed: z
      .literal('true')
      .optional()
      .openapi({ description: 'Only those with a line that failed and whose order can be invoiced still.' }),
  },
});
