/**
 * Text from outside, made storable. PostgreSQL stores neither NUL nor half a surrogate pair, and many JSON readers refuse them;
 * one odd character must not lose a webhook, an answer or a refusal.
 */

const UNSTORABLE = /\0|\p{Surrogate}/u;

export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

/** The text without NUL, and with U+FFFD for each unpaired surrogate. */
export const toStorable = (text: string): string => (isStorable(text) ? text : text.replaceAll('\0', '').toWellFormed());

/** The beginning of a text, at most `max` UTF-16 units, never ending in half a character; `mark` follows where it was cut. */
export function cutText(text: string, max: number, mark = ''): string {
  if (text.length <= max) return text;
  const endsInHalf = /[\uD800-\uDBFF]/.test(text.charAt(max - 1));
  return text.slice(0, endsInHalf ? max - 1 : max) + mark;
}

/** `JSON.parse` with every text in it storable, keys included. Throws a SyntaxError as that does. */
export const parseStorable = (text: string): unknown => JSON.parse(text, (_, value: unknown) => storableValue(value));

function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return toStorable(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.keys(value).every(isStorable)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [toStorable(key), each]));
}
