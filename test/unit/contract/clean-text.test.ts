import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../workflows/contract/clean-text.ts';

describe('texts for Apruve', () => {
  it.each([
    ['  Boots \n', 'Boots'],
    ['Line one\r\nline two', 'Line one line two'],
    ['<b>Strong</b> boots<br/>size 9', 'Strong boots size 9'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
    ['Women’s clog', 'Women’s clog'],
    ['Adapter M8 to <M10 & nut >M6', 'Adapter M8 to <M10 & nut >M6'],
    ['<M8>', '<M8>'],
    ['a<b>c</B>d<BR />e<h1 class="x">f', 'a c d e f'],
    ['a <bold> <a-b> <h7> b', 'a <bold> <a-b> <h7> b'],
    ['<M10 <b>nut</b>>', '<M10 nut >'],
    ['Cafe\u0301', 'Café'],
  ])('%j becomes %j', (given, cleaned) => {
    expect(cleanText(given)).toBe(cleaned);
  });

  it.each(['a', ' ', '<a', '</', '<blockquot', '\n', '\t', '\u2028 ', '<a>', '>'])(
    'take work in proportion to their length: %j',
    (part) => {
      const started = performance.now();
      cleanText(`x${part.repeat(500_000)}x`);
      // Quadratic work on a text of this length takes minutes.
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );

  it('is clean after one cleaning', () => {
    for (const text of ['a <i>b</i>\n\n c', ' <p>x</p> ', '\n', '<a<b>c>d', '<<a>b>', '</<i>p>', '<\u0338b>', '<b>\u0301 >'])
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
  });
});
