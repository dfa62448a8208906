import { desc, eq, type InferSelectModel } from 'drizzle-orm';
import type { Ledger } from './database.ts';
import { workflowBuilds } from './schema/index.ts';

export type StoredBuild = Omit<InferSelectModel<typeof workflowBuilds>, 'storedAt'>;

/** Stores a build where every worker finds it. One that is there stays as it is. */
export async function storeBuild(db: Ledger, build: StoredBuild): Promise<void> {
  await db.insert(workflowBuilds).values(build).onConflictDoNothing();
}

/** A build by its id; null where it is not stored. */
export async function findBuild(db: Ledger, id: string): Promise<StoredBuild | null> {
  const [found] = await db.select().from(workflowBuilds).where(eq(workflowBuilds.id, id));
  return found ?? null;
}

/** What is stored, without the code, the newest first. */
export function listBuilds(db: Ledger): Promise<(Omit<StoredBuild, 'code'> & { storedAt: Date })[]> {
  const { id, calls, carriedFormat, storedAt } = workflowBuilds;
  return db.select({ id, calls, carriedFormat, storedAt }).from(workflowBuilds).orderBy(desc(storedAt));
}
