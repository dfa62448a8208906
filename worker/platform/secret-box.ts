import { createHash } from 'node:crypto';
import { unseal, seal } from './aes-gcm.ts';

/** Keys of 32 bytes: the first seals, each opens what it has sealed. */
export type SecretKeys = readonly [Uint8Array, ...Uint8Array[]];

/** Keeps short secrets (the API keys of channels) encrypted at rest. */
export interface SecretBox {
  /** The text to store instead of the secret: it names the key that sealed it. */
  seal(secret: string): string;
  /** The secret again. Throws when none of the keys sealed it, and names the one that did; or when it was changed. */
  open(sealed: string): string;
}

/** What is sealed names its key: `v2:<id of the key>:<base64>`. Before that it did not: `v1:<base64>`. */
const SEALED = /^(?:v1|v2:(?<id>[0-9a-f]{8})):(?<text>[A-Za-z0-9+/=]+)$/;

/** The first 8 hex characters of a key's SHA-256: tells keys apart, and nothing about them. */
export const keyIdOf = (key: Uint8Array): string => createHash('sha256').update(key).digest('hex').slice(0, 8);

/** The id of the key that sealed a text; null where the text does not name it. */
export const sealedBy = (sealed: string): string | null => SEALED.exec(sealed)?.groups?.['id'] ?? null;

/** A box with these keys. */
export function secretBox(keys: SecretKeys): SecretBox {
  const [first] = keys;
  const ids = keys.map(keyIdOf);
  return {
    seal: (secret) => `v2:${keyIdOf(first)}:${seal(first, Buffer.from(secret)).toString('base64')}`,
    open: (sealed) => {
      const { id, text } = SEALED.exec(sealed)?.groups ?? {};
      if (text === undefined) throw new Error('a stored secret is not of the form "v2:<key>:<base64>" or "v1:<base64>"');
      const able = id === undefined ? keys : keys.filter((_, place) => ids[place] === id);
      if (able.length === 0)
        throw new Error(`a stored secret was sealed with the key ${id}, which SECRETS_KEY lacks: it has ${ids.join(', ')}`);
      const bytes = Buffer.from(text, 'base64');
      const opened = able.map((key) => openWith(key, bytes)).find((secret) => secret !== null);
      if (opened !== undefined) return opened;
      const by =
        id === undefined ? 'it was sealed with none of' : `it was changed since the key ${id} sealed it. SECRETS_KEY has`;
      throw new Error(`a stored secret does not open: ${by} ${ids.join(', ')}`);
    },
  };
}

function openWith(key: Uint8Array, sealed: Uint8Array): string | null {
  try {
    return unseal(key, sealed).toString();
  } catch {
    return null;
  }
}
