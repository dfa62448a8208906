import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifySignature } from '../../../activities/apruve/signature.ts';

const { input } = JSON.parse(
  readFileSync(new URL('./vectors/webhook-signature-01-invoice-closed-valid.json', import.meta.url), 'utf8'),
) as { input: { body_base64: string; signature_base64: string; public_key_pem: string } };
const body = Buffer.from(input.body_base64, 'base64');

describe('the webhook signature', () => {
  it('of a recorded delivery of the real service verifies', () => {
    expect(verifySignature(input.public_key_pem, body, input.signature_base64)).toBe(true);
  });

  it.each([
    ['one byte more', Buffer.concat([body, Buffer.from('\n')]), input.signature_base64],
    ['the JSON written again', Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8')))), input.signature_base64],
    ['no signature', body, ''],
    ['something that is not base64', body, '%%%'],
    ['a cut signature', body, input.signature_base64.slice(0, -8)],
  ])('does not verify with %s', (_, bytes, signature) => {
    expect(verifySignature(input.public_key_pem, bytes, signature)).toBe(false);
  });

  it('is false, not an error, for a key that is none', () => {
    expect(verifySignature('not a key', body, input.signature_base64)).toBe(false);
  });
});
