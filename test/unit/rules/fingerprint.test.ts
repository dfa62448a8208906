import { assert, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint, hashOf, isSameFingerprint } from '../../../workflows/rules/fingerprint.ts';

describe('the fingerprint of a request', () => {
  it('is a short text itself', () => {
    expect(fingerprint('{"amountCents":1}')).toBe('{"amountCents":1}');
  });

  it('is short, and another one for any change of a long text', () => {
    const long = string({ minLength: 1_000, maxLength: 3_000 });
    assert(
      property(long, nat(), (text, where) => {
        const at = where % text.length;
        const changed = `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`;
        expect(fingerprint(text).length).toBeLessThan(30);
        expect(fingerprint(text.slice())).toBe(fingerprint(text));
        expect(fingerprint(changed)).not.toBe(fingerprint(text));
      }),
    );
  });

  it('is known by the hash of a short text too, and not by that of another', () => {
    expect(isSameFingerprint(fingerprint('short'), hashOf('short'))).toBe(true);
    expect(isSameFingerprint(hashOf('short'), fingerprint('short'))).toBe(true);
    expect(isSameFingerprint(hashOf('short'), fingerprint('other'))).toBe(false);
  });
});
