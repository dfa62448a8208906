import { createRoute, z } from '@hono/zod-openapi';
import { json, needs, problems } from '../../http/route.ts';
import { methodsQuery, methodSchema } from './schemas.ts';

export const list = createRoute({
  method: 'get',
  path: '/v1/payment-methods',
  ...needs('storefront'),
  tags: ['Payment methods'],
  operationId: 'listPaymentMethods',
  summary: 'List the payment methods for a cart',
  description:
    'In the order of the channels, labelled in the asked language. A channel with a rule about a value that the cart does not give is not listed.',
  request: { query: methodsQuery },
  responses: { 200: json(z.object({ items: z.array(methodSchema) }), 'May be empty.'), ...problems() },
});
