import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { traceFields } from './tracing.ts';

/** Names under which a logged object could carry a secret, at its top or up to two levels below. */
const secretNames = [
  'api_key',
  'apiKey',
  'authorization',
  'Authorization',
  'Apruve-Api-Key',
  'apruve-api-key',
  'cookie',
  'secret',
  'token',
  'webhook_token',
  'webhookToken',
  'notification_secret',
  'notificationSecret',
  'password',
];

const OUR_ID = /^(?:chk_[a-z2-7]{26}|ntf_[\da-f]{32})$/;

/**
 * A path as it may be logged. Webhook and codec tokens are part of some, and a mistyped address still carries them, so every
 * run of characters that is long enough to be a token is blotted out, wherever it stands. Ids of ours stay.
 */
export function loggablePath(path: string): string {
  return path.replace(/[\w-]{20,}/g, (run) => (OUR_ID.test(run) ? run : '[redacted]'));
}

/**
 * A logger that writes one JSON object per line, with ISO times and level names, and redacts secrets. Writes to standard output
 * unless a destination is given.
 */
export function createLogger(level: string, service: string, destination?: DestinationStream): Logger {
  const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options = {
    level,
    base: { service },
    mixin: traceFields,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** The same logger with every line marked with a checkout. */
export function forCheckout(logger: Logger, checkoutId: string): Logger {
  return logger.child({ checkout_id: checkoutId });
}
