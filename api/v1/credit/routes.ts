import { createRoute } from '@hono/zod-openapi';
import { exampleOf, json, needs, problems } from '../../http/route.ts';
import { PROBLEM_TYPE, problemSchema } from '../../http/problem.ts';
import { creditQuery, creditSchema } from './schemas.ts';

export const read = createRoute({
  method: 'get',
  path: '/v1/credit',
  ...needs('storefront'),
  tags: ['Payment methods'],
  operationId: 'getCredit',
  summary: "Read a buyer's free credit",
  description:
    'Asked at Apruve each time, by a worker. So a checkout that must fail is not offered. The credit may be used elsewhere before the buyer authorizes.',
  request: { query: creditQuery },
  responses: {
    200: json(creditSchema, 'What Apruve says now.'),
    ...problems('apruve-auth', 'apruve-unreachable', 'apruve-unreadable'),
    404: {
      description: '`unknown-buyer`: Apruve knows no buyer with this email address at this merchant, or several accounts.',
      content: { [PROBLEM_TYPE]: { schema: problemSchema, examples: exampleOf('unknown-buyer') } },
    },
  },
});
