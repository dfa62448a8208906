import { z } from '@hono/zod-openapi';
import type { ApiRequestRow } from '../../../activities/ledger/http-api/api-requests.ts';
import { nullableText } from '../shared/fields.ts';

export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const;

export const apiRequestSchema = z
  .object({
    id: z.int(),
    at: z.string(),
    request_id: z.string().openapi({ description: 'As in `x-request-id`; a caller may give several requests the same.' }),
    method: z.string(),
    route: z.string().openapi({ description: 'Its pattern, without ids: `/v1/checkouts/{id}`.' }),
    status: z.int(),
    duration_ms: z.int(),
    caller_id: nullableText.openapi({ description: 'The id of the key or user; null where the key was not known.' }),
    actor: nullableText.openapi({ description: '`key:…`, `person:…` or `user:…`.' }),
    channel: nullableText,
    checkout_id: nullableText,
    code: nullableText.openapi({ description: 'Of a problem.' }),
    detail: nullableText.openapi({ description: 'Its sentence.' }),
  })
  .openapi('ApiRequest');
export type ApiRequestView = z.infer<typeof apiRequestSchema>;

export const apiRequestView = (row: ApiRequestRow): ApiRequestView => ({
  id: row.id,
  at: row.at.toISOString(),
  request_id: row.requestId,
  method: row.method,
  route: row.route,
  status: row.status,
  duration_ms: row.ms,
  caller_id: row.callerId,
  actor: row.actor,
  channel: row.channel,
  checkout_id: row.checkoutId,
  code: row.code,
  detail: row.detail,
});
