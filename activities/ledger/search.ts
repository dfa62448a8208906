import { and, or, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Metadata } from './json-columns.ts';
import { parseAmount } from '../../workflows/rules/money.ts';

/** Every word of a text must match. */
export const everyWord = (text: string, matching: (word: string) => SQL | undefined): SQL | undefined =>
  and(...wordsOf(text).map(matching));

const CURRENCIES: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('currency'), '$', '€', '£']);
/** Blanks and marks between the thousands of an amount; a plain blank only where the amount has its cents. */
const BETWEEN_THOUSANDS = /(?<=\d)(?:[\u00a0\u202f’'](?=\d{3}(?!\d))| (?=(?:\d{3} )*\d{3}[.,]\d{2}(?!\d)))/g;

/** The words of a text: an amount is one, however its thousands are parted, and without the currency that stands beside it. */
function wordsOf(text: string): string[] {
  const words = text.replace(BETWEEN_THOUSANDS, '').split(/\s+/).filter(Boolean);
  const isAmount = (word: string | undefined): boolean => word !== undefined && amountsIn(word).length > 0;
  return words.filter((word, i) => !(CURRENCIES.has(word) && (isAmount(words[i - 1]) || isAmount(words[i + 1]))));
}

/** The word is a part of the text, without regard to case. */
export const contains = (column: AnyPgColumn, word: string): SQL =>
  sql`${column} ilike ${`%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`}`;

/** Metadata with all of these: each a key, a colon and its whole text. A key may have colons, too. */
export const hasTexts = (metadata: AnyPgColumn, pairs: readonly string[]): SQL | undefined =>
  and(...pairs.map((pair) => oneOf(readings(pair).map((each) => sql`${metadata} @> ${JSON.stringify(each)}::jsonb`))));

const oneOf = (conditions: readonly SQL[]): SQL | undefined => (conditions.length === 0 ? sql`false` : or(...conditions));

/** No key is longer than this: so a text of many colons is not read in as many ways. */
const LONGEST_KEY = 40;

const readings = (pair: string): Metadata[] =>
  [...pair.slice(0, LONGEST_KEY + 1).matchAll(/:/g)].map(({ index }) => ({ [pair.slice(0, index)]: pair.slice(index + 1) }));

/** What a word may mean as an amount, in cents: `$1,150.00`, and `1.150,00` as others write it. */
export function amountsIn(word: string): number[] {
  const swapped = word.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
  const plain = [word, swapped].map((each) => each.replace(/[€£]/g, ''));
  return [...new Set(plain.map(parseAmount))].filter((cents) => cents !== null);
}
