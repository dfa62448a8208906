import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/**
 * True when `signatureBase64` (the header `X-Apruve-Signature`) is the RSA PKCS#1 v1.5 SHA-256 signature of exactly these
 * bytes by the owner of this public key. Anything malformed is false, never an error. Pass the body as it came: parsing and
 * writing the JSON again breaks the signature.
 */
export function verifySignature(publicKeyPem: string, rawBody: Uint8Array, signatureBase64: string): boolean {
  const signature = Buffer.from(signatureBase64, 'base64');
  if (signature.length === 0) return false;
  try {
    return verify('sha256', rawBody, keyOf(publicKeyPem), signature);
  } catch {
    return false;
  }
}

/** Reading a key takes twice as long as verifying a signature with it, and there are few. */
const known = new Map<string, KeyObject>();

function keyOf(publicKeyPem: string): KeyObject {
  const key = known.get(publicKeyPem) ?? createPublicKey(publicKeyPem);
  known.set(publicKeyPem, key);
  return key;
}
