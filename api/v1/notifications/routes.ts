import { createRoute, z } from '@hono/zod-openapi';
import { idempotencyHeader, json, needs, problems } from '../../http/route.ts';
import { plainText } from '../../../workflows/contract/fields.ts';
import { listRoute } from '../shared/routes.ts';
import { NOTIFICATION_STATES, notificationSchema } from './schemas.ts';

const tags = ['Notifications'];

export const list = listRoute('/v1/notifications', notificationSchema, {
  scope: 'admin',
  tags,
  operationId: 'listNotifications',
  summary: 'List the notifications to the shop',
  description: 'Newest first, with every attempt to deliver it and the checkout as it was then.',
  filters: { checkout: plainText(64).optional(), state: z.enum(NOTIFICATION_STATES).optional() },
});

export const resend = createRoute({
  method: 'post',
  path: '/v1/notifications/{id}/resend',
  ...needs('admin'),
  tags,
  operationId: 'resendNotification',
  summary: 'Resend a notification',
  description: 'With the same id, number and content, ahead of those that still wait.',
  request: {
    params: z.object({ id: plainText(64).openapi({ param: { name: 'id', in: 'path' } }) }),
    headers: idempotencyHeader,
  },
  responses: { 200: json(notificationSchema, 'It is being sent.'), ...problems('not-found') },
});
