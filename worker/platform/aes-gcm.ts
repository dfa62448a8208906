import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM with the sizes that NIST SP 800-38D recommends. */
const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/** Length of a key, in bytes. */
export const keyLength = 32;

/** Encrypts, and returns nonce, ciphertext and tag in one piece. The nonce is random, so no two results are alike. */
export function seal(key: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts what `seal` returned. Throws when the key is another one, or a bit was changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Buffer {
  if (sealed.length < nonceLength + tagLength)
    throw new Error(`expected ${nonceLength + tagLength} bytes or more, got ${sealed.length}`);
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceLength), { authTagLength: tagLength });
  decipher.setAuthTag(sealed.subarray(-tagLength));
  return Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()]);
}
