import { hkdfSync } from 'node:crypto';

/** A key of 32 bytes for one purpose, derived from the one that is configured: no two purposes share a key. */
export const derivedKey = (secretsKey: Uint8Array, purpose: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(hkdfSync('sha256', secretsKey, '', purpose, 32));
