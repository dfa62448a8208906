import { createPublicKey } from 'node:crypto';

import { z } from 'zod';

import { keyLength } from './aes-gcm.ts';
import type { PayloadKeys } from './codec.ts';
import { parseDuration } from './duration.ts';
import { keyIdOf, type SecretKeys } from './secret-box.ts';

// How single variables are read. No message repeats a value: it may be a secret.

/** Text that `read` understands; `expected` completes the sentence "expected ...". */
function readAs<T>(expected: string, read: (text: string) => T | undefined) {
  return z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `expected ${expected}` });
    return z.NEVER;
  });
}

/** A duration in milliseconds, above zero. */
export const duration = readAs('a duration such as 15m, 24h, 45d or 200ms', (text) => parseDuration(text) || undefined);

/** How many of something: at least one. */
export const count = readAs('a whole number of at least 1', (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined));

export const port = readAs('a port, 1 to 65535', (text) => {
  const value = Number(text);
  return /^\d{1,5}$/.test(text) && value >= 1 && value <= 65_535 ? value : undefined;
});

/** A web address without a trailing slash. */
export const httpUrl = readAs('a URL that begins with http:// or https://', (text) => {
  return /^https?:$/.test(parseUrl(text)?.protocol ?? '') ? text.replace(/\/+$/, '') : undefined;
});

/** The same without user and password, for addresses that are called without them. */
export const plainUrl = readAs('a URL that begins with http:// or https://, without a user or password', (text) => {
  const url = parseUrl(text);
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return isPlain ? text.replace(/\/+$/, '') : undefined;
});

/** Hosts by name or address, in small letters, each with a port or without. */
export const hosts = readAs('hosts such as shop.internal or 10.0.0.7:8080, comma-separated', (text) => {
  const all = text.split(',').map((host) => host.trim());
  return all.every((host) => /^[a-z0-9_.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`)) ? all : undefined;
});

/** Scheme, host and port alone, as `https://test.apruve.com`. */
export const origin = readAs('scheme and host alone, such as https://test.apruve.com', (text) => {
  const url = parseUrl(text);
  const bare = url && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  return bare && /^https?:$/.test(url.protocol) ? url.origin : undefined;
});

export const databaseUrl = readAs('a URL that begins with postgres:// or postgresql://', (text) => {
  return /^postgres(ql)?:$/.test(parseUrl(text)?.protocol ?? '') ? text : undefined;
});

/** Keys of 32 bytes, not all of them zero, each once. */
export const secretKeys = readAs(
  `${keyLength} bytes in base64, as \`openssl rand -base64 32\` prints them; of several keys, comma-separated, the first one seals`,
  (text): SecretKeys | undefined => {
    const [first, ...others] = text.split(',').map((encoded) => parseKey(encoded.trim()));
    const rest = others.filter((key) => key !== undefined);
    if (!first || rest.length < others.length) return undefined;
    const keys: SecretKeys = [first, ...rest];
    return new Set(keys.map(keyIdOf)).size < keys.length ? undefined : keys;
  },
);

export const payloadKeys = readAs(
  `one or more id:key, comma-separated, each id once, each key ${keyLength} bytes in base64`,
  (text): PayloadKeys | undefined => {
    const pairs = text.split(',').map((pair) => pair.trim().split(':'));
    const [first, ...others] = pairs.map(([id = '', encoded = '', ...rest]) => {
      const key = parseKey(encoded);
      return /^[\w.-]{1,64}$/.test(id) && key && rest.length === 0 ? { id, key } : undefined;
    });
    const rest = others.filter((key) => key !== undefined);
    if (!first || rest.length < others.length || new Set(pairs.map(([id]) => id)).size < pairs.length) return undefined;
    return [first, ...rest];
  },
);

/** Shorter RSA keys can be broken. */
const LEAST_RSA_BITS = 2_048;

/** The public keys of a text in PEM, one behind the other; `\n` may be written as two characters. */
export const pemBlocks = (text: string): string[] =>
  text.replaceAll(String.raw`\n`, '\n').match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];

/** Public RSA keys of at least 2048 bits. */
export const publicKeys = readAs(`one or more RSA public keys in PEM, of ${LEAST_RSA_BITS} bits at least`, (text) => {
  const blocks = pemBlocks(text);
  return blocks.length > 0 && blocks.every(isRsaKey) ? blocks.map((block) => `${block}\n`) : undefined;
});

/** A secret word that can stand in a path; 32 random characters cannot be guessed. */
export const token = readAs('at least 32 letters, digits, - and _, as `openssl rand -hex 32` prints them', (text) =>
  /^[\w-]{32,}$/.test(text) ? text : undefined,
);

/** A secret of Standard Webhooks. */
export const webhookSecret = readAs('whsec_ and 24 to 64 bytes in base64', (text) => {
  const bytes = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(text)?.[1];
  const length = bytes === undefined ? 0 : Buffer.from(bytes, 'base64').length;
  return length >= 24 && length <= 64 ? text : undefined;
});

function parseKey(text: string): Buffer | undefined {
  const key = /^[A-Za-z0-9+/_-]+=*$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  return key?.length === keyLength && key.some((byte) => byte !== 0) ? key : undefined;
}

/** True for an RSA key that is long enough. */
function isRsaKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem);
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS;
  } catch {
    return false;
  }
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
