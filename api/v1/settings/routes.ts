import { createRoute } from '@hono/zod-openapi';
import { body, json, needs, problems } from '../../http/route.ts';
import { settingsChangeSchema, settingsSchema } from './schemas.ts';

const path = '/v1/settings';
const tags = ['People'];

export const read = createRoute({
  method: 'get',
  path,
  ...needs('admin'),
  tags,
  operationId: 'getSettings',
  summary: 'Read how the installation is set',
  description: 'What is the same for everybody who uses the console.',
  responses: { 200: json(settingsSchema, 'The settings.'), ...problems() },
});

export const change = createRoute({
  method: 'patch',
  path,
  ...needs('admin'),
  tags,
  operationId: 'changeSettings',
  summary: 'Change how the installation is set',
  description:
    'The time zone changes what people read and nothing else: the API answers in UTC, and when something is due does not depend on it. For administrators and admin keys of all channels.',
  request: { body: body(settingsChangeSchema) },
  responses: { 200: json(settingsSchema, 'As they are now.'), ...problems() },
});
