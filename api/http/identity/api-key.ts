import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'apc_';
const BYTES = 32;
/** `apc_` and 32 bytes in base64url. */
const FORM = /^apc_[\w-]{43}$/;

/** A new API key of 256 random bits, the hash to store of it, and an id to speak of it by. */
export function createApiKey(): { id: string; key: string; hash: string } {
  const key = PREFIX + randomBytes(BYTES).toString('base64url');
  return { id: `key_${randomBytes(6).toString('hex')}`, key, hash: hashApiKey(key) };
}

/** SHA-256 in hex. No salt: the key has 256 random bits, so there is nothing to guess. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

/** The key of an `Authorization: Bearer …` header; null where there is none in the form of ours. */
export function bearerKey(header: string | undefined): string | null {
  const [, key] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  return key !== undefined && FORM.test(key) ? key : null;
}
