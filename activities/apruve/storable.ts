/*
 * Texts from outside are made storable once, where they enter: PostgreSQL takes neither NUL nor half of a surrogate pair, and an
 * answer must not be lost because of them.
 */

/** The text without NUL, and with U+FFFD for each unpaired surrogate. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** At most `max` UTF-16 units of a storable text, cut between characters. */
export const cutText = (text: string, max: number): string => text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');

/** Parses JSON with every text in it made storable: values and keys. Throws where it is not JSON. */
export const parseStorableJson = (text: string): unknown => JSON.parse(text, (_, value: unknown) => storableValue(value));

function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  const areStorable = entries.every(([key]) => storable(key) === key);
  return areStorable ? value : Object.fromEntries(entries.map(([key, each]): [string, unknown] => [storable(key), each]));
}
