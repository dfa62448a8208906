import { createRoute, z } from '@hono/zod-openapi';
import { plainText } from '../../../workflows/contract/fields.ts';
import { body, json, needs, optionalBody, problems } from '../../http/route.ts';
import {
  deletedReceiverSchema,
  newReceiverSchema,
  receiverChangeSchema,
  receiverListSchema,
  receiverSchema,
  receiverTestSchema,
} from './schemas.ts';

const tags = ['Channels'];
const ofChannel = z.object({ id: plainText(64).openapi({ param: { name: 'id', in: 'path' } }) });
const params = ofChannel.extend({ receiver: plainText(64).openapi({ param: { name: 'receiver', in: 'path' } }) });
const ADMINISTRATORS = 'For administrators and unbound admin keys.';

export const list = createRoute({
  method: 'get',
  path: '/v1/channels/{id}/receivers',
  ...needs('admin'),
  tags,
  operationId: 'listReceivers',
  summary: 'List the receivers of a channel',
  description: 'Where notifications are sent, the oldest first. Each has its own order: one that is down holds up no other.',
  request: { params: ofChannel },
  responses: { 200: json(receiverListSchema, 'All of the channel.'), ...problems('not-found') },
});

export const create = createRoute({
  method: 'post',
  path: '/v1/channels/{id}/receivers',
  ...needs('admin'),
  tags,
  operationId: 'createReceiver',
  summary: 'Add a receiver of notifications',
  description: `It is told of what happens from now on. Test it afterwards. ${ADMINISTRATORS}`,
  request: { params: ofChannel, body: body(newReceiverSchema) },
  responses: { 201: json(receiverSchema, 'With its secret, which is shown once.'), ...problems('not-found', 'read-only') },
});

export const change = createRoute({
  method: 'patch',
  path: '/v1/channels/{id}/receivers/{receiver}',
  ...needs('admin'),
  tags,
  operationId: 'changeReceiver',
  summary: 'Change a receiver',
  description: `A new address comes with a new secret. What waits for one that is disabled is given up, and can be resent. ${ADMINISTRATORS}`,
  request: { params, body: body(receiverChangeSchema) },
  responses: { 200: json(receiverSchema, 'As it is now.'), ...problems('not-found', 'read-only') },
});

export const remove = createRoute({
  method: 'delete',
  path: '/v1/channels/{id}/receivers/{receiver}',
  ...needs('admin'),
  tags,
  operationId: 'deleteReceiver',
  summary: 'Delete a receiver',
  description: `What waits for it is given up; what it was told can still be read. ${ADMINISTRATORS}`,
  request: { params },
  responses: { 200: json(deletedReceiverSchema, 'It is deleted.'), ...problems('not-found', 'read-only') },
});

export const test = createRoute({
  method: 'post',
  path: '/v1/channels/{id}/receivers/{receiver}/test',
  ...needs('admin'),
  tags,
  operationId: 'testReceiver',
  summary: 'Send a test notification',
  description: 'One signed `receiver.test`, which is not tried again. A receiver that does not take it is a result, no error.',
  request: { params, body: optionalBody(z.strictObject({})) },
  responses: { 200: json(receiverTestSchema, 'What became of it.'), ...problems('not-found') },
});
