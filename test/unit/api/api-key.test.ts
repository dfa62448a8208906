import { describe, expect, it } from 'vitest';
import { bearerKey, createApiKey, hashApiKey } from '../../../api/http/identity/api-key.ts';

describe('an API key', () => {
  it('has 256 random bits, and only its hash is for keeping', () => {
    const { id, key, hash } = createApiKey();
    expect(Buffer.from(key.replace('apc_', ''), 'base64url')).toHaveLength(32);
    expect(hash).toBe(hashApiKey(key));
    expect(`${id}${hash}`).not.toContain(key.slice(4));
    expect(createApiKey().key).not.toBe(key);
  });

  it('is read from the header whatever the case of its scheme', () => {
    const { key } = createApiKey();
    expect(bearerKey(`Bearer ${key}`)).toBe(key);
    expect(bearerKey(`bearer  ${key}`)).toBe(key);
  });

  it.each([undefined, '', 'Bearer', 'Bearer abc', `Basic ${createApiKey().key}`, createApiKey().key])(
    'is not found in %j',
    (header) => {
      expect(bearerKey(header)).toBeNull();
    },
  );
});
