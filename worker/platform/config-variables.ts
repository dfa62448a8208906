import { z } from 'zod';

import { MODES, type Mode } from '../../workflows/contract/channel.ts';
import { apruveTestKey } from './apruve-test-key.ts';
import {
  count,
  databaseUrl,
  duration,
  hosts,
  httpUrl,
  origin,
  payloadKeys,
  plainUrl,
  port,
  publicKeys,
  secretKeys,
  token,
  webhookSecret,
} from './config-fields.ts';

/** Where Apruve is, by mode. */
export const apruveHosts: Record<Mode, string> = { test: 'https://test.apruve.com', production: 'https://app.apruve.com' };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Every variable that is read here. Temporal's own `TEMPORAL_*` are read by `@temporalio/envconfig`. */
export const variables = z.object({
  TEMPORAL_TASK_QUEUE: z.string().default('checkouts'),
  TEMPORAL_UI_URL: httpUrl.optional(),
  WORKER_ROLE: z.enum(['all', 'till', 'background'], 'expected all, till or background').default('all'),
  SEARCH_ATTRIBUTES: z.enum(['off', 'hash', 'number'], 'expected off, hash or number').default('off'),
  DATABASE_URL: databaseUrl,
  HOST: z.string().optional(),
  PORT: port.default(3000),
  METRICS_PORT: port.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  PUBLIC_URL: httpUrl.optional(),
  HTTPS_PROXY: httpUrl.optional(),
  NO_PROXY: z.string().optional(),
  SECRETS_KEY: secretKeys,
  PAYLOAD_KEYS: payloadKeys,
  CODEC_TOKEN: token.optional(),
  OPENID_ISSUER: z.url({ protocol: /^https?$/, error: 'expected a URL that begins with https://' }).optional(),
  OPENID_CLIENT_ID: z.string().min(1).optional(),
  OPENID_CLIENT_SECRET: z.string().min(1).optional(),
  BANNER: z.string().max(200, 'expected at most 200 characters').optional(),
  DEMO_SHOP: z.enum(['on', 'off'], 'expected on or off').default('off'),
  APRUVE_API_KEY: z.string().optional(),
  APRUVE_MERCHANT_ID: z.string().optional(),
  APRUVE_MODE: z.enum(MODES, 'expected test or production').default('test'),
  APRUVE_BASE_URL: origin.optional(),
  APRUVE_WEBHOOK_TOKEN: token.optional(),
  APRUVE_WEBHOOK_KEYS_TEST: publicKeys.default([apruveTestKey]),
  APRUVE_WEBHOOK_KEYS_PRODUCTION: publicKeys.default([]),
  PAID_MEANS: z.enum(['closed', 'funded'], 'expected closed or funded').default('closed'),
  POLICY_LOST_RETURN_AFTER: duration.default(15 * minute),
  POLICY_AUTHORIZATION_WINDOW: duration.default(24 * hour),
  POLICY_APPROVAL_DEADLINE: duration.default(14 * day),
  POLICY_APPROVAL_POLL: duration.default(6 * hour),
  POLICY_INVOICE_WAITING: duration.default(hour),
  POLICY_PENDING_INVOICE: duration.default(day),
  POLICY_EXPIRY_WARNING: duration.default(7 * day),
  POLICY_UNKNOWN_OUTCOME_WAIT: duration.default(minute),
  POLICY_STEP_BOUND: duration.default(2 * minute),
  POLICY_STEP_RETRY: duration.default(5 * minute),
  POLICY_RECONCILE_EVERY: duration.default(hour),
  JAMS_LOOK_EVERY: duration.default(minute / 4),
  RECONCILE_REQUESTS_PER_SECOND: count.default(20),
  NOTIFICATION_URL: plainUrl.optional(),
  RECEIVER_HOSTS: hosts.default([]),
  NOTIFICATION_SECRET: webhookSecret.optional(),
  POLICY_NOTIFICATION_RETRY_FOR: duration.default(3 * day),
  RATE_LIMIT_KEY: count.default(6_000),
  RATE_LIMIT_REFUSED: count.default(30),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'expected a level of pino').default('info'),
  SHUTDOWN_GRACE: duration.default(minute),
  MAX_CACHED_WORKFLOWS: count.default(2_000),
  WORKFLOW_BUNDLE: z.string().optional(),
});

export type Variables = z.infer<typeof variables>;
