import { createHash, randomBytes } from 'node:crypto';

/** `apc_` begins an API key, `aps_` the session of a user who is signed in. */
type Prefix = 'apc_' | 'aps_';
const BYTES = 32;
/** The prefix and 32 bytes in base64url. */
const FORM = /^ap[cs]_[\w-]{43}$/;

/** A new API key of 256 random bits, the hash to store, and an id to refer to it by. */
export function createApiKey(): { id: string; key: string; hash: string } {
  const key = secret('apc_');
  return { id: newId('key'), key, hash: hashApiKey(key) };
}

/** The same for a session: its token stands where a key would. */
export function createSessionToken(): { id: string; token: string; hash: string } {
  const token = secret('aps_');
  return { id: newId('ses'), token, hash: hashApiKey(token) };
}

const secret = (prefix: Prefix): string => prefix + randomBytes(BYTES).toString('base64url');

/** An id that cannot be mistaken for one of another kind. */
export const newId = (kind: 'key' | 'ses' | 'usr'): string => `${kind}_${randomBytes(6).toString('hex')}`;

/** True of the token of a session. */
export const isSessionToken = (token: string): boolean => token.startsWith('aps_');

/** SHA-256 in hex, without salt: a key of 256 random bits cannot be guessed. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

/** The key or session of an `Authorization: Bearer …` header; null when there is none in our form. */
export function bearerKey(header: string | undefined): string | null {
  const [, key] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  return key !== undefined && FORM.test(key) ? key : null;
}
