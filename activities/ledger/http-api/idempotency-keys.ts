import { and, eq, isNull, lt, sql, type InferSelectModel } from 'drizzle-orm';
import type { Ledger } from '../database.ts';
import { idempotencyKeys } from '../schema/index.ts';

/** How long the first outcome of a request is kept. */
const KEPT = sql`interval '30 days'`;

/** One request under an idempotency key: who sent it, to where, and the hash of its body. */
export interface KeyedRequest {
  apiKeyId: string;
  key: string;
  route: string;
  bodyHash: string;
}

export interface KeptOutcome {
  status: number;
  body: unknown;
  location: string | null;
}

/** The result of a claim. `claimed`: the caller runs the request, then keeps its outcome or releases the claim. */
export type Claim =
  | { kind: 'claimed'; lockedUntil: Date }
  | { kind: 'done'; outcome: KeptOutcome }
  | { kind: 'running'; lockedUntil: Date }
  | { kind: 'other-request' };

/**
 * Claims the right to run a request for `lockMs` from `now`. Where a lock has expired without an outcome, because its process died or
 * released it, only the same request can take the claim over: the first run may have had an effect.
 */
export async function claimRequest(db: Ledger, request: KeyedRequest, now: Date, lockMs: number): Promise<Claim> {
  const lockedUntil = new Date(now.getTime() + lockMs);
  const { route, bodyHash } = request;
  const fresh = { route, bodyHash, lockedUntil, responseStatus: null, responseBody: null, responseLocation: null };
  const expired = lt(idempotencyKeys.createdAt, sql`now() - ${KEPT}`);
  const abandoned = sql`${idempotencyKeys.responseStatus} is null and ${idempotencyKeys.lockedUntil} <= now()
    and ${idempotencyKeys.route} = ${route} and ${idempotencyKeys.bodyHash} = ${bodyHash}`;
  const [won] = await db
    .insert(idempotencyKeys)
    .values({ ...request, lockedUntil })
    .onConflictDoUpdate({
      target: [idempotencyKeys.apiKeyId, idempotencyKeys.key],
      set: { ...fresh, createdAt: sql`now()` },
      setWhere: sql`${expired} or (${abandoned})`,
    })
    .returning({ key: idempotencyKeys.key });
  if (won !== undefined) return { kind: 'claimed', lockedUntil };
  const [row] = await db.select().from(idempotencyKeys).where(sameKey(request));
  return row === undefined ? { kind: 'running', lockedUntil: now } : claimOf(row, request);
}

function claimOf(row: InferSelectModel<typeof idempotencyKeys>, { route, bodyHash }: KeyedRequest): Claim {
  if (row.route !== route || row.bodyHash !== bodyHash) return { kind: 'other-request' };
  if (row.responseStatus === null) return { kind: 'running', lockedUntil: row.lockedUntil };
  return { kind: 'done', outcome: { status: row.responseStatus, body: row.responseBody, location: row.responseLocation } };
}

/** Keeps the outcome, unless somebody else has taken the claim over in the meantime. */
export async function keepOutcome(db: Ledger, request: KeyedRequest, lockedUntil: Date, outcome: KeptOutcome): Promise<void> {
  await db
    .update(idempotencyKeys)
    .set({ responseStatus: outcome.status, responseBody: outcome.body, responseLocation: outcome.location })
    .where(and(sameKey(request), eq(idempotencyKeys.lockedUntil, lockedUntil), isNull(idempotencyKeys.responseStatus)));
}

/** Releases the claim without an outcome: the same request may run again at once, another one under this key may not. */
export async function releaseClaim(db: Ledger, request: KeyedRequest, lockedUntil: Date): Promise<void> {
  await db
    .update(idempotencyKeys)
    .set({ lockedUntil: sql`now()` })
    .where(and(sameKey(request), eq(idempotencyKeys.lockedUntil, lockedUntil), isNull(idempotencyKeys.responseStatus)));
}

/** Deletes what is older than 30 days. */
export async function purgeOutcomes(db: Ledger): Promise<void> {
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, sql`now() - ${KEPT}`));
}

const sameKey = ({ apiKeyId, key }: KeyedRequest) => and(eq(idempotencyKeys.apiKeyId, apiKeyId), eq(idempotencyKeys.key, key));
