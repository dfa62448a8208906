import { createRoute, z } from '@hono/zod-openapi';
import { idempotencyHeader, json, needs, problems } from '../../http/route.ts';
import { plainText } from '../../../workflows/contract/fields.ts';
import { channelFilter } from '../shared/filters.ts';
import { listRoute } from '../shared/routes.ts';
import { eventSchema, OUTCOMES, WAITING } from './schemas.ts';

const tags = ['Webhooks'];

export const list = listRoute('/v1/webhook-events', eventSchema, {
  scope: 'admin',
  tags,
  operationId: 'listWebhookEvents',
  summary: "List Apruve's webhooks",
  description: `Newest first. \`outcome=${WAITING}\` lists those without one.`,
  filters: { outcome: z.enum(OUTCOMES).optional(), checkout: plainText(64).optional() },
});

export const redelivery = createRoute({
  method: 'post',
  path: '/v1/webhook-events/{uuid}/redeliver',
  ...needs('admin'),
  tags,
  operationId: 'redeliverWebhookEvent',
  summary: 'Redeliver an event',
  description: 'Processes it as if it had just arrived: the process looks at Apruve again if the event says something new.',
  request: {
    params: z.object({ uuid: plainText(255).openapi({ param: { name: 'uuid', in: 'path' } }) }),
    query: z.strictObject({
      channel: channelFilter.openapi({ description: 'Needed where several channels have heard of the event.' }),
    }),
    headers: idempotencyHeader,
  },
  responses: { 200: json(eventSchema, 'The event with its new outcome.'), ...problems('not-found') },
});
