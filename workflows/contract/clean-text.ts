/** What counts as the name of a tag: the elements of HTML, those that are no longer in it included. */
const ELEMENTS = [
  'a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|bgsound|big|blink|blockquote|body|br|button',
  'canvas|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset',
  'figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|image|img|input|ins|kbd',
  'keygen|label|legend|li|link|listing|main|map|mark|marquee|math|menu|menuitem|meta|meter|nav|nobr|noembed|noframes',
  'noscript|object|ol|optgroup|option|output|p|param|picture|plaintext|pre|progress|q|rb|rp|rt|rtc|ruby|s|samp|script',
  'search|section|select|slot|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea',
  'tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr|xmp',
].join('|');

/** A tag: `<M8>` and `5 < 6 > 4` are none. One that is broken off by the next counts, else taking that away would make it whole. */
const TAG = new RegExp(String.raw`</?(?:${ELEMENTS})(?=[\s/<>])[^>]*>`, 'gi');

/**
 * A text as Apruve takes it: composed (NFC), without the tags of HTML, line breaks as spaces, trimmed. Apruve hashes what it stores, and
 * stores neither tags nor line breaks, so texts are cleaned once, before they are hashed, and sent exactly so. A clean text stays as it
 * is. The work grows with the length of the text, not with its square: anybody with a storefront key chooses the text.
 */
export function cleanText(text: string): string {
  return withoutTags(text.normalize()).replace(/\s+/g, spaceForLineBreak).replace(/ {2,}/g, ' ').trim();
}

/** A text that names something, or is searched for: composed (NFC), without outer blanks. */
export const trimText = (text: string): string => text.normalize().trim();

/** Behind the last `>` no tag can end, and looking for an end from every `<` there would be quadratic. */
function withoutTags(text: string): string {
  const end = text.lastIndexOf('>') + 1;
  return text.slice(0, end).replace(TAG, ' ') + text.slice(end);
}

const spaceForLineBreak = (blanks: string): string => (/[\r\n\u2028\u2029]/.test(blanks) ? ' ' : blanks);
