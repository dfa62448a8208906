import { z } from 'zod';

import { MODES, type Mode } from '../../workflows/contract/channel.ts';
import { apruveTestKey } from './apruve-test-key.ts';
import {
  databaseUrl,
  duration,
  httpUrl,
  origin,
  payloadKeys,
  port,
  publicKeys,
  secretKey,
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
  DATABASE_URL: databaseUrl,
  PORT: port.default(3000),
  METRICS_PORT: port.optional(),
  PUBLIC_URL: httpUrl.optional(),
  HTTPS_PROXY: httpUrl.optional(),
  NO_PROXY: z.string().optional(),
  SECRETS_KEY: secretKey,
  PAYLOAD_KEYS: payloadKeys,
  CODEC_TOKEN: z.string().optional(),
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
  POLICY_EXPIRY_WARNING: duration.default(7 * day),
  POLICY_UNKNOWN_OUTCOME_WAIT: duration.default(minute),
  POLICY_STEP_BOUND: duration.default(2 * minute),
  POLICY_STEP_RETRY: duration.default(5 * minute),
  POLICY_RECONCILE_EVERY: duration.default(hour),
  NOTIFICATION_URL: httpUrl.optional(),
  NOTIFICATION_SECRET: webhookSecret.optional(),
  POLICY_NOTIFICATION_RETRY_FOR: duration.default(3 * day),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'expected a level of pino').default('info'),
  SHUTDOWN_GRACE: duration.default(minute),
});

export type Variables = z.infer<typeof variables>;

/** Faults between several variables. Checks the raw values, so that these faults are reported together with all others. */
export function togetherFaults(given: Record<string, string>): string[] {
  const faults: string[] = [];
  const needed = ['APRUVE_API_KEY', 'APRUVE_MERCHANT_ID', 'APRUVE_WEBHOOK_TOKEN'];
  const production = given['APRUVE_MODE'] === 'production';
  const missing = needed.filter((name) => given[name] === undefined);
  if (missing.length < needed.length || given['APRUVE_MODE'] !== undefined) {
    faults.push(
      ...missing.map(
        (name) => `${name}: is missing, but the environment has other APRUVE_* variables; a channel needs all of them`,
      ),
    );
  }
  if (production && given['APRUVE_BASE_URL'] !== undefined) {
    faults.push('APRUVE_BASE_URL: is refused with APRUVE_MODE=production, which talks to its own host only');
  }
  if (given['APRUVE_BASE_URL']?.includes(new URL(apruveHosts.production).host)) {
    faults.push('APRUVE_BASE_URL: is the production host, which no test channel may talk to');
  }
  if (production && given['APRUVE_WEBHOOK_KEYS_PRODUCTION'] === undefined) {
    faults.push('APRUVE_WEBHOOK_KEYS_PRODUCTION: is missing; a production channel needs the key that signs its webhooks');
  }
  const notification = ['NOTIFICATION_URL', 'NOTIFICATION_SECRET'].filter((name) => given[name] === undefined);
  if (notification.length === 1) faults.push(`${notification[0]}: is missing; the notification URL and its secret go together`);
  return faults;
}

/** A misspelt policy would silently keep its default. */
export function unknownPolicies(given: Record<string, string>): string[] {
  const unknown = Object.keys(given).filter((name) => name.startsWith('POLICY_') && !(name in variables.shape));
  return unknown.map((name) => `${name}: is not a policy`);
}
