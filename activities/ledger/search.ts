import { and, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { parseAmount } from '../../workflows/rules/money.ts';

/** Every word of a text must match. */
export const everyWord = (text: string, matching: (word: string) => SQL | undefined): SQL | undefined =>
  and(...text.split(/\s+/).filter(Boolean).map(matching));

/** The word is a part of the text, without regard to case. */
export const contains = (column: AnyPgColumn, word: string): SQL =>
  sql`${column} ilike ${`%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`}`;

/** What a word may mean as an amount, in cents: `$1,150.00`, and `1.150,00` as others write it. */
export function amountsIn(word: string): number[] {
  const swapped = word.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
  const plain = [word, swapped].map((each) => each.replace(/[€£]/g, ''));
  return [...new Set(plain.map(parseAmount))].filter((cents) => cents !== null);
}
