import { and, or, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Metadata } from './json-columns.ts';
import { parseAmount } from '../../workflows/rules/money.ts';

/** Every word of a text must match. */
export const everyWord = (text: string, matching: (word: string) => SQL | undefined): SQL | undefined =>
  and(...text.split(/\s+/).filter(Boolean).map(matching));

/** The word is a part of the text, without regard to case. */
export const contains = (column: AnyPgColumn, word: string): SQL =>
  sql`${column} ilike ${`%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`}`;

/** Metadata with all of these: each a key, a colon and its whole text. A key may have colons, too. */
export const hasTexts = (metadata: AnyPgColumn, pairs: readonly string[]): SQL | undefined =>
  and(...pairs.map((pair) => or(...readings(pair).map((each) => sql`${metadata} @> ${JSON.stringify(each)}::jsonb`))));

const readings = (pair: string): Metadata[] =>
  [...pair.matchAll(/:/g)].map(({ index }) => ({ [pair.slice(0, index)]: pair.slice(index + 1) }));

/** What a word may mean as an amount, in cents: `$1,150.00`, and `1.150,00` as others write it. */
export function amountsIn(word: string): number[] {
  const swapped = word.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
  const plain = [word, swapped].map((each) => each.replace(/[€£]/g, ''));
  return [...new Set(plain.map(parseAmount))].filter((cents) => cents !== null);
}
