import { and, desc, eq, lt, type InferSelectModel } from 'drizzle-orm';
import type { Ledger, Transaction } from './database.ts';
import type { Deed } from './deeds.ts';
import { pageOf, rowNumber, type Page } from './page.ts';
import { setupChanges } from './schema/index.ts';

export type SetupChange = InferSelectModel<typeof setupChanges>;

/** How somebody at the command line is recorded: whoever has the database's password. */
export const COMMAND_LINE = 'command line';

/** How what the workers do by themselves is recorded. */
export const WORKER = 'worker';

const tookEffect = (outcome: unknown): boolean => outcome !== null && outcome !== false;

/**
 * Runs a write of the set-up and records who made it, in one database transaction: neither is there without the other. Nothing is
 * recorded where `isDone` says that nothing was changed; by default where the write answers null or false.
 */
export async function recorded<T>(
  db: Ledger,
  actor: string,
  deed: Deed,
  write: (tx: Transaction) => Promise<T>,
  isDone: (outcome: T) => boolean = tookEffect,
): Promise<T> {
  return db.transaction(async (tx) => {
    const outcome = await write(tx);
    if (isDone(outcome)) await recordDeed(tx, actor, deed);
    return outcome;
  });
}

/** Records what was done in this database transaction. */
export async function recordDeed(tx: Transaction, actor: string, deed: Deed): Promise<void> {
  await tx.insert(setupChanges).values({ actor, ...deed });
}

/** One page of the record, the newest first; of one `subject`, or of all. */
export async function listSetupChanges(
  db: Ledger,
  { subject }: { subject?: string | undefined },
  page: { limit: number; after?: string | undefined },
): Promise<Page<SetupChange>> {
  const rows = await db
    .select()
    .from(setupChanges)
    .where(
      and(
        subject === undefined ? undefined : eq(setupChanges.subject, subject),
        page.after === undefined ? undefined : lt(setupChanges.id, rowNumber(page.after)),
      ),
    )
    .orderBy(desc(setupChanges.id))
    .limit(page.limit + 1);
  return pageOf(rows, page.limit, ({ id }) => String(id));
}
