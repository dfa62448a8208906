import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../activities/apruve/clean-text.ts';

describe('texts for Apruve', () => {
  it.each([
    ['  Boots \n', 'Boots'],
    ['Line one\r\nline two', 'Line one line two'],
    ['<b>Strong</b> boots<br/>size 9', 'Strong boots size 9'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
    ['Women’s clog', 'Women’s clog'],
  ])('%j becomes %j', (given, cleaned) => {
    expect(cleanText(given)).toBe(cleaned);
  });

  it('is clean after one cleaning', () => {
    for (const text of ['a <i>b</i>\n\n c', ' <p>x</p> ', '\n']) expect(cleanText(cleanText(text))).toBe(cleanText(text));
  });
});
