import { createRoute, z } from '@hono/zod-openapi';
import { plainText } from '../../../workflows/contract/fields.ts';
import { body, json, needs, problems } from '../../http/route.ts';
import { apiKeyListSchema, apiKeySchema, newApiKeySchema } from './schemas.ts';

const tags = ['API keys'];
const ADMINISTRATORS = 'For administrators and admin keys of all channels.';

export const list = createRoute({
  method: 'get',
  path: '/v1/api-keys',
  ...needs('admin'),
  tags,
  operationId: 'listApiKeys',
  summary: 'List the API keys',
  description: `Revoked and expired ones too, the oldest first; never the keys themselves. ${ADMINISTRATORS}`,
  responses: { 200: json(apiKeyListSchema, 'All.'), ...problems() },
});

export const create = createRoute({
  method: 'post',
  path: '/v1/api-keys',
  ...needs('admin'),
  tags,
  operationId: 'createApiKey',
  summary: 'Create an API key',
  description: `It is shown this once; only its hash is stored. No \`Idempotency-Key\`: no secret is kept. ${ADMINISTRATORS}`,
  request: { body: body(newApiKeySchema) },
  responses: { 201: json(apiKeySchema, 'With the key.'), ...problems() },
});

export const revoke = createRoute({
  method: 'delete',
  path: '/v1/api-keys/{id}',
  ...needs('admin'),
  tags,
  operationId: 'revokeApiKey',
  summary: 'Revoke an API key',
  description: `For ever, within two seconds. A repeat changes nothing. ${ADMINISTRATORS}`,
  request: { params: z.object({ id: plainText(64).openapi({ param: { name: 'id', in: 'path' } }) }) },
  responses: { 200: json(apiKeySchema, 'As it is now.'), ...problems('not-found') },
});
