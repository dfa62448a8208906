import { unseal, seal } from './aes-gcm.ts';

/** Keeps short secrets (the API keys of channels) encrypted at rest, with `SECRETS_KEY`. */
export interface SecretBox {
  /** The text to store instead of the secret. */
  seal(secret: string): string;
  /** The secret again. Throws when another key sealed it, or it was changed. */
  open(sealed: string): string;
}

/** Names the format, so that a later one can be told apart. */
const prefix = 'v1:';

/** A box with a key of 32 bytes. */
export function secretBox(key: Uint8Array): SecretBox {
  return {
    seal: (secret) => prefix + seal(key, Buffer.from(secret)).toString('base64'),
    open: (sealed) => {
      if (!sealed.startsWith(prefix)) throw new Error(`a stored secret does not begin with "${prefix}"`);
      try {
        return unseal(key, Buffer.from(sealed.slice(prefix.length), 'base64')).toString();
      } catch (cause) {
        throw new Error('a stored secret does not open: it was sealed with another SECRETS_KEY, or changed', { cause });
      }
    },
  };
}
