import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** Names under which a secret could come along in a logged object, at its top or one level below. */
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

/** Webhook tokens are part of a path; whoever logs a path or URL logs this instead. */
export function withoutToken(path: string): string {
  return path.replace(/(\/webhooks\/apruve\/)[^/?#]+/, '$1[redacted]');
}

/**
 * A logger that writes one JSON object a line, with ISO times and level names, and blots out secrets.
 * To standard output where no destination is given.
 */
export function createLogger(level: string, service: string, destination?: DestinationStream): Logger {
  const paths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options = {
    level,
    base: { service },
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
