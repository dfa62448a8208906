import { getTableColumns, getTableName, sql, type InferInsertModel, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Reader } from './database.ts';

/** Rows as they are inserted, all with the same fields. A field of a row may be computed in SQL from `row`, its other fields. */
export interface NewRows<T extends PgTable> {
  rows: readonly Partial<InferInsertModel<T>>[];
  computed?: { [Field in keyof InferInsertModel<T>]?: SQL };
}

/**
 * The statement that inserts rows once for each row of `from`, a query of the same statement: so none where that has none. A field that
 * no row has gets its default.
 */
export function insertFrom<T extends PgTable>(table: T, from: SQL, { rows, computed = {} }: NewRows<T>): SQL {
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => key in computed || rows.some((row) => key in row));
  const nameOf = new Map(columns.map(([key, { name }]) => [key, name]));
  const plain = rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [nameOf.get(key) ?? key, value])));
  const sqlOf = new Map<string, SQL | undefined>(Object.entries(computed));
  const names = columns.map(([, { name }]) => sql.identifier(name));
  const values = columns.map(([key, { name }]) => sqlOf.get(key) ?? sql`"row".${sql.identifier(name)}`);
  return sql`insert into ${table} (${sql.join(names, sql`, `)}) select ${sql.join(values, sql`, `)} from ${from},
    jsonb_populate_recordset(null::${sql.identifier(getTableName(table))}, ${JSON.stringify(plain)}::jsonb) as "row"`;
}

/** One row: what is inserted from it is inserted. */
export const ONCE = sql`(select) once`;

/** Runs statements that change tables as one, so that they cost one way to the database. Each sees the tables as they were before. */
export async function runTogether(db: Reader, parts: readonly SQL[]): Promise<void> {
  if (parts.length > 0) await db.execute(sql`with ${partsOf(parts)} select`);
}

/** The same as parts of a larger statement: `part_1 as (…), part_2 as (…)`. */
export const partsOf = (parts: readonly SQL[]): SQL =>
  sql.join(
    parts.map((part, index) => sql`${sql.identifier(`part_${index}`)} as (${part})`),
    sql`, `,
  );
