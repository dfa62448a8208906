import { sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Reader } from './database.ts';

/** What a list is sorted by; rows that are equal there, by their ids. */
export interface Order {
  by: SQL | AnyPgColumn;
  id: AnyPgColumn;
  isDescending: boolean;
}

export const orderOf = ({ by, id, isDescending }: Order): SQL[] =>
  isDescending ? [sql`${by} desc`, sql`${id} desc`] : [sql`${by}`, sql`${id}`];

/** What comes behind a row. Compared inside the database, because a JavaScript date has no microseconds. */
export function behind({ by, id, isDescending }: Order, after: string | number | undefined): SQL | undefined {
  if (after === undefined) return undefined;
  const place = sql`(select ${by}, ${id} from ${id.table} where ${id} = ${after})`;
  return isDescending ? sql`(${by}, ${id}) < ${place}` : sql`(${by}, ${id}) > ${place}`;
}

/** Counting on would read whole tables. */
const MOST = 10_000;

/** How many rows a query has, without a limit of its own: up to `MOST`, and one more where it has more. */
export async function countUpTo(db: Reader, query: { getSQL: () => SQL }): Promise<number> {
  const { rows } = await db.execute<{ count: string }>(
    sql`select count(*) as count from (${query.getSQL()} limit ${sql.raw(String(MOST + 1))}) counted`,
  );
  return Number(rows[0]?.count);
}
