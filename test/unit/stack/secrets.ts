import { generateKeyPairSync } from 'node:crypto';

const pem = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** What an operator fills in, each of a form that the product accepts. */
export const SECRETS = {
  DATABASE_URL: 'postgres://checkout_runtime:secret@database:5432/checkout',
  DATABASE_PASSWORD: 'owner',
  RUNTIME_PASSWORD: 'runtime',
  SECRETS_KEY: Buffer.alloc(32, 1).toString('base64'),
  PAYLOAD_KEYS: `2026-11:${Buffer.alloc(32, 2).toString('base64')}`,
  APRUVE_MERCHANT_ID: 'merchant',
  APRUVE_API_KEY: 'key',
  APRUVE_WEBHOOK_TOKEN: 't'.repeat(32),
  APRUVE_WEBHOOK_KEYS_PRODUCTION: pem,
};

/** What Temporal's own configuration reads, of what docs/deploying.md names. */
export const TEMPORAL = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS',
  'TEMPORAL_TLS_CLIENT_CERT_DATA',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_DATA',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_SERVER_CA_CERT_DATA',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_SERVER_NAME',
];
