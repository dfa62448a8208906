const ESCAPES: Record<string, string> = {
  '&': '\\u0026',
  '<': '\\u003c',
  '>': '\\u003e',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * JSON as Apruve (a Rails service) writes it: `&`, `<` and `>` escaped, other non-ASCII letters raw, no spaces. A receiver that
 * parses a webhook and writes it again gets other bytes, so its signature check fails.
 */
export const toApruveJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[&<>\u2028\u2029]/g, (character) => ESCAPES[character] ?? character);
