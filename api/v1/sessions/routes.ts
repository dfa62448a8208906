import { createRoute, z } from '@hono/zod-openapi';
import { plainText } from '../../../workflows/contract/fields.ts';
import { json, needs, problems } from '../../http/route.ts';
import { endedSessionSchema, sessionListSchema } from './schemas.ts';

const tags = ['People'];
const ADMINISTRATORS = 'For administrators and admin keys of all channels.';

export const list = createRoute({
  method: 'get',
  path: '/v1/sessions',
  ...needs('admin'),
  tags,
  operationId: 'listSessions',
  summary: 'List who is signed in',
  description: `The sessions of users, the oldest first. ${ADMINISTRATORS}`,
  responses: { 200: json(sessionListSchema, 'All that last.'), ...problems() },
});

export const end = createRoute({
  method: 'delete',
  path: '/v1/sessions/{id}',
  ...needs('admin'),
  tags,
  operationId: 'endSession',
  summary: 'End a session',
  description: `It opens nothing any more, within two seconds. ${ADMINISTRATORS}`,
  request: { params: z.object({ id: plainText(64).openapi({ param: { name: 'id', in: 'path' } }) }) },
  responses: { 200: json(endedSessionSchema, 'It is ended.'), ...problems('not-found') },
});
