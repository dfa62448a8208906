import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'apc_';
const BYTES = 32;
/** `apc_` and 32 bytes in base64url. */
const FORM = /^apc_[\w-]{43}$/;

/** A new API key of 256 random bits, the hash to store, and an id to refer to it by. */
export function createApiKey(): { id: string; key: string; hash: string } {
  const key = PREFIX + randomBytes(BYTES).toString('base64url');
  return { id: `key_${randomBytes(6).toString('hex')}`, key, hash: hashApiKey(key) };
}

/** SHA-256 in hex, without salt: a key of 256 random bits cannot be guessed. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

/** The key of an `Authorization: Bearer …` header; null when there is none in our form. */
export function bearerKey(header: string | undefined): string | null {
  const [, key] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  return key !== undefined && FORM.test(key) ? key : null;
}
