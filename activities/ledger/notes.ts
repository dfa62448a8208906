import { desc, eq, type InferSelectModel } from 'drizzle-orm';
import { announce } from './changes/announcing.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger } from './database.ts';
import { notes } from './schema/index.ts';

export type NoteRow = InferSelectModel<typeof notes>;

/** So many notes of a checkout are shown. */
const MOST_NOTES = 500;

/** Writes down what somebody says about a checkout. Says so to open pages. */
export async function addNote(
  db: Ledger,
  { id, channel }: Pick<CheckoutRow, 'id' | 'channel'>,
  { actor, text, at }: { actor: string; text: string; at: Date },
): Promise<NoteRow> {
  const [row] = await db.insert(notes).values({ checkoutId: id, actor, text, createdAt: at }).returning();
  if (row === undefined) throw new Error(`No note was written for ${id}.`);
  announce(db, { channel, checkoutId: id });
  return row;
}

/** The newest notes of a checkout, newest first. */
export const listNotes = (db: Ledger, checkoutId: string): Promise<NoteRow[]> =>
  db.select().from(notes).where(eq(notes.checkoutId, checkoutId)).orderBy(desc(notes.id)).limit(MOST_NOTES);
