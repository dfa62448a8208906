import { and, eq, sql, type SQL } from 'drizzle-orm';
import { keptLinesSchema, type KeptLines, type LineItem } from '../../workflows/contract/requests.ts';
import { linesCents } from '../../workflows/rules/lines.ts';
import { canonicalJson } from '../../workflows/rules/canonical-json.ts';
import { sha256 } from './sha256.ts';
import type { Ledger } from './database.ts';
import { keptLines } from './schema/index.ts';

/*
 * The lines of invoices, shipments and changed orders that are asked for. They are kept here, and what crosses Temporal is their id, because
 * a history would hold them once for each step that they pass through, and nobody could erase them there.
 */

/** Keeps lines of a checkout and answers what stands for them. The same lines have the same id. */
export async function keepLines(db: Ledger, checkoutId: string, items: readonly LineItem[]): Promise<KeptLines> {
  const id = sha256(canonicalJson(items));
  const again = { target: [keptLines.checkoutId, keptLines.id], set: { items: sql`excluded.items` } };
  await db
    .insert(keptLines)
    .values({ checkoutId, id, items: [...items] })
    .onConflictDoUpdate(again);
  return { id, totalCents: linesCents({ items }) ?? 0 };
}

/** Keeps the lines of a return, which go nowhere else, under the step that makes it. */
export async function keepLinesOf(db: Ledger, checkoutId: string, step: string, items: readonly LineItem[]): Promise<void> {
  await db
    .insert(keptLines)
    .values({ checkoutId, id: step, items: [...items] })
    .onConflictDoNothing();
}

/** The lines that are kept for a step, as a sub-query; null where none are. */
export const linesOf = (checkoutId: string, step: string): SQL =>
  sql`(select ${keptLines.items} from ${keptLines} where ${keptLines.checkoutId} = ${checkoutId} and ${keptLines.id} = ${step})`;

/**
 * The same value with the lines in the place of what stands for them (`lines` becomes `items`), at any depth. Throws where the ledger has no
 * such lines, or others.
 */
export function withLines<T>(db: Ledger, checkoutId: string, value: T): Promise<T>;
export async function withLines(db: Ledger, checkoutId: string, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((each) => withLines(db, checkoutId, each)));
  if (typeof value !== 'object' || value === null) return value;
  const kept = 'lines' in value ? keptLinesSchema.safeParse(value.lines).data : undefined;
  const entries = Object.entries(value).filter(([key]) => kept === undefined || key !== 'lines');
  const whole = entries.map(async ([key, each]) => [key, await withLines(db, checkoutId, each)] as const);
  const lines = kept && { items: await readLines(db, checkoutId, kept) };
  return { ...Object.fromEntries(await Promise.all(whole)), ...lines };
}

async function readLines(db: Ledger, checkoutId: string, { id, totalCents }: KeptLines): Promise<LineItem[]> {
  const [row] = await db
    .select({ items: keptLines.items })
    .from(keptLines)
    .where(and(eq(keptLines.checkoutId, checkoutId), eq(keptLines.id, id)));
  if (row === undefined || linesCents(row) !== totalCents)
    throw new Error(`The ledger keeps no lines ${id} over ${totalCents} cents for ${checkoutId}.`);
  return row.items;
}
