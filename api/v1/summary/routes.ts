import { createRoute, z } from '@hono/zod-openapi';
import { json, needs, problems } from '../../http/route.ts';
import { channelFilter } from '../shared/filters.ts';
import { summarySchema } from './schemas.ts';

export const show = createRoute({
  method: 'get',
  path: '/v1/summary',
  ...needs('admin'),
  tags: ['Summary'],
  operationId: 'getSummary',
  summary: 'Sum up what is owed and what waits',
  description:
    'Money by mode and currency, and how many checkouts wait for somebody. Each figure is of a list: of invoices, or of checkouts.',
  request: { query: z.strictObject({ channel: channelFilter }) },
  responses: { 200: json(summarySchema, 'All figures are of one moment.'), ...problems() },
});
