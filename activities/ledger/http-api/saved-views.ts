import { and, asc, eq, sql, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import type { Ledger, Transaction } from '../database.ts';
import { savedViews } from '../schema/index.ts';

export type SavedView = InferSelectModel<typeof savedViews>;

/** What somebody keeps, by name. */
export const listViews = (db: Ledger, ownerId: string): Promise<SavedView[]> =>
  db.select().from(savedViews).where(eq(savedViews.ownerId, ownerId)).orderBy(asc(savedViews.name));

/** Keeps a view, in the place of the owner's other one of this name. Null where they keep `most` others already. */
export async function saveView(
  db: Ledger,
  view: Pick<InferInsertModel<typeof savedViews>, 'ownerId' | 'name' | 'list' | 'filters'>,
  most: number,
): Promise<SavedView | null> {
  const others = (await listViews(db, view.ownerId)).filter(({ name }) => name !== view.name);
  if (others.length >= most) return null;
  const { list, filters } = view;
  const again = { target: [savedViews.ownerId, savedViews.name], set: { list, filters } };
  const [row] = await db.insert(savedViews).values(view).onConflictDoUpdate(again).returning();
  return row ?? null;
}

/** Takes a view away from its owner. Null where they have no such view. */
export async function dropView(db: Ledger, ownerId: string, id: string): Promise<SavedView | null> {
  const [row] = await db
    .delete(savedViews)
    .where(and(eq(savedViews.ownerId, ownerId), eq(savedViews.id, id)))
    .returning();
  return row ?? null;
}

/** Takes away the views that say a text in their name or filters: that of a buyer who is erased. */
export async function eraseViews(tx: Transaction, said: string): Promise<void> {
  await tx.delete(savedViews).where(sql`strpos(lower(${savedViews.name} || ${savedViews.filters}::text), lower(${said})) > 0`);
}
