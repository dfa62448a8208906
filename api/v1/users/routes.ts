import { createRoute, z } from '@hono/zod-openapi';
import { plainText } from '../../../workflows/contract/fields.ts';
import { body, json, needs, optionalBody, problems } from '../../http/route.ts';
import { newUserSchema, removedUserSchema, userChangeSchema, userListSchema, userSchema } from './schemas.ts';

const tags = ['People'];
const params = z.object({ id: plainText(64).openapi({ param: { name: 'id', in: 'path' } }) });
const ADMINISTRATORS = 'For administrators and admin keys of all channels.';
const LINK = 'The link is shown this once, works once, and for 7 days. No `Idempotency-Key`: no secret is kept.';

export const list = createRoute({
  method: 'get',
  path: '/v1/users',
  ...needs('admin'),
  tags,
  operationId: 'listUsers',
  summary: 'List the users of the console',
  description: ADMINISTRATORS,
  responses: { 200: json(userListSchema, 'Everybody, by name.'), ...problems() },
});

export const invite = createRoute({
  method: 'post',
  path: '/v1/users',
  ...needs('admin'),
  tags,
  operationId: 'inviteUser',
  summary: 'Invite a user',
  description: `${LINK} ${ADMINISTRATORS}`,
  request: { body: body(newUserSchema) },
  responses: { 201: json(userSchema, 'With the link of the invitation.'), ...problems('name-taken') },
});

export const change = createRoute({
  method: 'patch',
  path: '/v1/users/{id}',
  ...needs('admin'),
  tags,
  operationId: 'changeUser',
  summary: 'Give a user other roles',
  description: `They count within two seconds, also in sessions that last. ${ADMINISTRATORS}`,
  request: { params, body: body(userChangeSchema) },
  responses: { 200: json(userSchema, 'As they are now.'), ...problems('not-found', 'last-administrator') },
});

export const inviteAgain = createRoute({
  method: 'post',
  path: '/v1/users/{id}/invitation',
  ...needs('admin'),
  tags,
  operationId: 'inviteUserAgain',
  summary: 'Invite a user once more',
  description: `For a forgotten password. An earlier link is void; who accepts the new one is signed out everywhere else. ${LINK} ${ADMINISTRATORS}`,
  request: { params, body: optionalBody(z.strictObject({})) },
  responses: {
    200: json(userSchema, 'With the link of the invitation.'),
    ...problems('not-found', 'signs-in-with-openid'),
  },
});

export const remove = createRoute({
  method: 'delete',
  path: '/v1/users/{id}',
  ...needs('admin'),
  tags,
  operationId: 'removeUser',
  summary: 'Remove a user',
  description: `They are signed out everywhere. What they did stays recorded. ${ADMINISTRATORS}`,
  request: { params },
  responses: { 200: json(removedUserSchema, 'They are removed.'), ...problems('not-found', 'last-administrator') },
});
