import { z } from '@hono/zod-openapi';
import { plainText, trimmedText } from '../../../workflows/contract/fields.ts';
import { channelFilter } from '../shared/filters.ts';
import { listRoute } from '../shared/routes.ts';
import { apiRequestSchema, STATUS_CLASSES } from './schemas.ts';

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;

export const list = listRoute('/v1/api-requests', apiRequestSchema, {
  scope: 'admin',
  tags: ['People'],
  operationId: 'listApiRequests',
  summary: 'List requests to the API',
  description:
    'What was asked and answered under `/v1`, newest first, a second behind: every change and every refusal, and one in ten of the reads that succeeded, for 14 days, 500,000 at most. Without bodies, queries and headers. For administrators, of their channels.',
  filters: {
    status: z.enum(STATUS_CLASSES).optional(),
    method: z.enum(METHODS).optional(),
    route: trimmedText(200).min(1).optional().openapi({ description: 'The pattern of a route: `/v1/checkouts/{id}`.' }),
    request_id: trimmedText(128).min(1).optional(),
    caller: plainText(64).optional().openapi({ description: 'The id of a key or user.' }),
    checkout: plainText(64).optional(),
    channel: channelFilter,
  },
});
