import { describe, expect, it } from 'vitest';
import { cutText, parseStorable, toStorable } from '../../../workflows/contract/text.ts';

describe('a text from outside', () => {
  it.each([
    ['a\0b', 'ab'],
    ['a\uD83D', 'a\uFFFD'],
    ['\uDE00a', '\uFFFDa'],
    ['ok 👍', 'ok 👍'],
  ])('%j is stored as %j', (given, stored) => {
    expect(toStorable(given)).toBe(stored);
  });

  it('is never cut inside a character', () => {
    expect(cutText('ab😀', 3)).toBe('ab');
    expect(cutText('ab😀c', 4)).toBe('ab😀');
    expect(cutText('ab😀', 4)).toBe('ab😀');
    expect(cutText('abc', 2, '…')).toBe('ab…');
  });

  it('is storable anywhere in JSON, keys included', () => {
    expect(parseStorable(String.raw`{"a\u0000b":["x\ud800"],"__proto__\u0000":{"k\udc00":null}}`)).toEqual({
      ab: ['x\uFFFD'],
      ['__proto__']: { 'k\uFFFD': null },
    });
  });
});
