/**
 * A text as Apruve takes it: without tags, line breaks as spaces, trimmed. Apruve hashes what it stores, and stores neither;
 * so texts are cleaned once, before they are hashed, and sent exactly so.
 */
export function cleanText(text: string): string {
  return text
    .replace(/<\/?[a-z][^>]*>/gi, ' ')
    .replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
