import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

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

/** A path or URL as it may be logged: webhook tokens are part of the path. */
export function withoutToken(path: string): string {
  return path.replace(/(\/webhooks\/apruve\/)[^/?#]+/, '$1[redacted]');
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
