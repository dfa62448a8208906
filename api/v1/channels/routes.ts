import { createRoute, z } from '@hono/zod-openapi';
import { body, ifMatchOfChannel, json, needs, optionalBody, problems } from '../../http/route.ts';
import { channelParams as params } from './channel-params.ts';
import {
  channelChangeSchema,
  channelSchema,
  checkSchema,
  deletedSchema,
  listSchema,
  newChannelSchema,
  rotationSchema,
  webhookUrlSchema,
} from './schemas.ts';

const tags = ['Channels'];
const ADMINISTRATORS = 'For administrators and unbound admin keys.';

export const list = createRoute({
  method: 'get',
  path: '/v1/channels',
  ...needs('admin'),
  tags,
  operationId: 'listChannels',
  summary: 'List the channels',
  description:
    'The merchant accounts at Apruve that checkouts are paid through: the one of the environment, then the oldest first.',
  responses: { 200: json(listSchema, 'All that the caller may see.'), ...problems() },
});

export const create = createRoute({
  method: 'post',
  path: '/v1/channels',
  ...needs('admin'),
  tags,
  operationId: 'createChannel',
  summary: 'Create a channel',
  description: `Check it afterwards, and register its webhook address at Apruve. ${ADMINISTRATORS} No \`Idempotency-Key\`: the id is one.`,
  request: { body: body(newChannelSchema) },
  responses: { 201: json(channelSchema, 'With what is shown once.'), ...problems('channel-exists') },
});

export const read = createRoute({
  method: 'get',
  path: '/v1/channels/{id}',
  ...needs('admin'),
  tags,
  operationId: 'getChannel',
  summary: 'Read a channel',
  request: { params },
  responses: { 200: json(channelSchema, 'The channel, and what hangs on it.'), ...problems('not-found') },
});

export const change = createRoute({
  method: 'patch',
  path: '/v1/channels/{id}',
  ...needs('admin'),
  tags,
  operationId: 'changeChannel',
  summary: 'Change a channel',
  description: `Workers and the API take it up within seconds; running checkouts keep their policies. ${ADMINISTRATORS}`,
  request: { params, headers: ifMatchOfChannel, body: body(channelChangeSchema) },
  responses: { 200: json(channelSchema, 'As it is now.'), ...problems('not-found', 'read-only', 'changed') },
});

export const remove = createRoute({
  method: 'delete',
  path: '/v1/channels/{id}',
  ...needs('admin'),
  tags,
  operationId: 'deleteChannel',
  summary: 'Delete a channel',
  description: `Its checkouts can still be read. Its webhook addresses take no events any more; reconciliation removes them at Apruve, and then its API key is gone for good. Refused while one of its checkouts runs. ${ADMINISTRATORS}`,
  request: { params, headers: ifMatchOfChannel },
  responses: { 200: json(deletedSchema, 'It is deleted.'), ...problems('not-found', 'read-only', 'channel-in-use', 'changed') },
});

export const check = createRoute({
  method: 'post',
  path: '/v1/channels/{id}/check',
  ...needs('admin'),
  tags,
  operationId: 'checkChannel',
  summary: 'Check the connection of a channel',
  description:
    'A worker reads the merchant at Apruve with the key of the channel, looks at its webhooks, and tries our public address. A bad answer is a result, no error.',
  request: { params, body: optionalBody(z.strictObject({})) },
  responses: { 200: json(checkSchema, 'What Apruve says.'), ...problems('not-found') },
});

export const webhookToken = createRoute({
  method: 'post',
  path: '/v1/channels/{id}/webhook-token',
  ...needs('admin'),
  tags,
  operationId: 'rotateWebhookToken',
  summary: 'Give a channel a new webhook address',
  description: `The old one takes events for \`overlap\`, so that nothing is lost while Apruve is told of the new one. ${ADMINISTRATORS}`,
  request: { params, body: optionalBody(rotationSchema) },
  responses: {
    200: json(webhookUrlSchema, 'The new address.'),
    ...problems('not-found', 'read-only', 'apruve-auth', 'refused-by-apruve', 'apruve-unreachable'),
  },
});
