import { stringify } from 'csv-stringify/sync';
import type { Context } from 'hono';
import type { AppEnv } from './app-env.ts';

/** What a table shows of a thing: the heading of each column, and its cell. */
export type Columns<T> = Readonly<Record<string, (item: T) => string | number | null>>;

/** Reads a page of things after a place; `next` is the place to go on from. */
export type ReadPage<T> = (after: string | undefined) => Promise<{ items: T[]; next: string | null }>;

/** An amount in integer cents as a spreadsheet reads it. */
export const inUnits = (cents: number): string => (cents / 100).toFixed(2);

/**
 * Answers all things of a list as a table (RFC 4180), page by page, so that no list is too long. A cell that a spreadsheet would take for a
 * formula is quoted by an apostrophe. A list that fails in the middle breaks the answer off: it must not look whole.
 */
export async function answerCsv<T>(c: Context<AppEnv>, name: string, columns: Columns<T>, read: ReadPage<T>): Promise<Response> {
  // Before the answer begins, so that what fails at once is told.
  const first = await read(undefined);
  c.header('content-type', 'text/csv; charset=utf-8');
  c.header('content-disposition', `attachment; filename="${name}.csv"`);
  return c.body(ReadableStream.from(linesOf(columns, first, read)).pipeThrough(new TextEncoderStream()));
}

async function* linesOf<T>(
  columns: Columns<T>,
  first: Awaited<ReturnType<ReadPage<T>>>,
  read: ReadPage<T>,
): AsyncGenerator<string> {
  // With a byte order mark: without it, Excel takes UTF-8 for something else.
  yield stringify([Object.keys(columns)], { bom: true });
  for (let page = first; ; page = await read(page.next)) {
    yield stringify(
      page.items.map((item) => Object.values(columns).map((cell) => cell(item))),
      { escape_formulas: true },
    );
    if (page.next === null) return;
  }
}
