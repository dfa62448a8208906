import { randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The key that the sandbox signs with; its public half is in every rig's environment. */
const PRIVATE_KEY = readFileSync(new URL('../sandbox/throw-away-sandbox-key.pem', import.meta.url), 'utf8');

/** The signature of a body as Apruve makes it: RSA PKCS#1 v1.5 with SHA-256, in base64. */
export const signatureOf = (body: string): string => sign('sha256', Buffer.from(body), PRIVATE_KEY).toString('base64');

/** An event as Apruve sends it. */
export const anEvent = (event: string, entity: unknown, uuid: string = randomUUID()) => ({
  uuid,
  created_at: '2026-01-02T03:04:05-06:00',
  event,
  entity,
});
