/**
 * A text as Apruve takes it: without tags, line breaks as spaces, trimmed. Apruve hashes what it stores, and stores neither,
 * so texts are cleaned once, before they are hashed, and sent exactly so. The work grows with the length of the text, not with
 * its square: anybody with a storefront key chooses the text.
 */
export function cleanText(text: string): string {
  return withoutTags(text).replace(/\s+/g, spaceForLineBreak).replace(/ {2,}/g, ' ').trim();
}

/** Behind the last `>` no tag can end, and looking for an end from every `<` there would be quadratic. */
function withoutTags(text: string): string {
  const end = text.lastIndexOf('>') + 1;
  return text.slice(0, end).replace(/<\/?[a-z][^>]*>/gi, ' ') + text.slice(end);
}

const spaceForLineBreak = (blanks: string): string => (/[\r\n\u2028\u2029]/.test(blanks) ? ' ' : blanks);
