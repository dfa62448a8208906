import { and, asc, eq, getTableColumns, isNull, sql, type InferSelectModel } from 'drizzle-orm';
import type { Ledger, Reader } from '../database.ts';
import { apiKeys } from '../schema/index.ts';

export type ApiKeyRow = InferSelectModel<typeof apiKeys>;
export type Scope = ApiKeyRow['scope'];

/** A key to be stored; the key itself never is, only its hash. */
export type NewApiKey = Pick<ApiKeyRow, 'id' | 'name' | 'scope' | 'channel' | 'hash' | 'expiresAt'>;

export async function storeApiKey(db: Reader, key: NewApiKey): Promise<ApiKeyRow> {
  const [row] = await db.insert(apiKeys).values(key).returning();
  if (row === undefined) throw new Error(`The key ${key.id} is not stored.`);
  return row;
}

export async function findApiKey(db: Reader, id: string): Promise<ApiKeyRow | null> {
  const [row] = await db.select().from(apiKeys).where(eq(apiKeys.id, id));
  return row ?? null;
}

/** A key with whether a use of it is to be noted (`noteUse`). */
type ValidApiKey = ApiKeyRow & { isUseDue: boolean };

/** True where a use of the key is to be noted: none was within the minute, by the database's clock. */
const isUseDue = sql<boolean>`(${apiKeys.lastUsedAt} is null or ${apiKeys.lastUsedAt} < now() - interval '1 minute')`;

/** The key of this hash or id while it is valid: neither revoked nor expired, by the database's clock. */
export async function findValidApiKey(db: Ledger, by: { hash: string } | { id: string }): Promise<ValidApiKey | null> {
  const named = 'id' in by ? eq(apiKeys.id, by.id) : eq(apiKeys.hash, by.hash);
  const [row] = await db
    .select({ ...getTableColumns(apiKeys), isUseDue })
    .from(apiKeys)
    .where(and(named, isNull(apiKeys.revokedAt), sql`(${apiKeys.expiresAt} is null or ${apiKeys.expiresAt} > now())`));
  return row ?? null;
}

/** Notes that a key is in use now, at most once a minute, so that a busy key costs few writes. */
export async function noteUse(db: Ledger, { id }: Pick<ApiKeyRow, 'id'>): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), isUseDue));
}

/** Every key, revoked and expired ones too, oldest first. */
export async function listApiKeys(db: Ledger): Promise<ApiKeyRow[]> {
  return db.select().from(apiKeys).orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));
}

/** Revokes a key for ever. Null where there is none of this id, or it is revoked already. */
export async function revokeApiKey(db: Reader, id: string): Promise<ApiKeyRow | null> {
  const [row] = await db
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning();
  return row ?? null;
}
