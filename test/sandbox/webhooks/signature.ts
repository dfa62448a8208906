import { type KeyObject, createPrivateKey, createPublicKey, sign } from 'node:crypto';

export type Signer = {
  readonly publicKeyPem: string;
  /** Base64 of the RSA signature (PKCS#1 v1.5, SHA-256) over exactly these bytes: the value of `X-Apruve-Signature`. */
  sign(bytes: Buffer): Promise<string>;
};

const signWith = (key: KeyObject, bytes: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    // With a callback the signature is made off the main thread.
    sign('RSA-SHA256', bytes, key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64'));
    });
  });

/** A signer for a private key in PEM. */
export const createSigner = (privateKeyPem: string): Signer => {
  const key = createPrivateKey(privateKeyPem);
  return {
    publicKeyPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    sign: (bytes) => signWith(key, bytes),
  };
};
