import { createRoute } from '@hono/zod-openapi';
import { json, problems, SECURITY_SCHEME } from '../../http/route.ts';
import { meSchema } from './schemas.ts';

export const read = createRoute({
  method: 'get',
  path: '/v1/me',
  security: [{ [SECURITY_SCHEME]: [] }],
  tags: ['People'],
  operationId: 'getMe',
  summary: 'Read who you are',
  description: 'Whose key or session this is, and what they may do. It needs no role.',
  responses: { 200: json(meSchema, 'The caller.'), ...problems() },
});
