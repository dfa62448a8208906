import { fileURLToPath } from 'node:url';
import { DrizzleQueryError, sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Pool } from 'pg';
import { announcerOf } from './changes/announcing.ts';
import { prepareStatements } from './prepared-statements.ts';
import * as schema from './schema/index.ts';

export type Ledger = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Ledger['transaction']>[0]>[0];
/** For functions that run inside a transaction or outside of one. */
export type Reader = Ledger | Transaction;

export interface LedgerConnection {
  db: Ledger;
  /** Resolves when PostgreSQL answers; rejects after `timeoutMs`. For readiness. */
  ping: (timeoutMs: number) => Promise<void>;
  /** The connections of the pool, and how many callers wait for one. */
  connections: () => { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** Any number that no other program takes as its advisory lock. */
const MIGRATION_LOCK = 4_801_723;

/** Opens a pool of connections. Nothing is sent before the first query; a lost connection is replaced by the pool. */
export function openLedger(url: string, options: { max?: number; onError?: (error: Error) => void } = {}): LedgerConnection {
  const pool = new Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    // A new connection has to prepare everything anew.
    idleTimeoutMillis: 300_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 15_000,
  });
  const onError = (error: Error): void => options.onError?.(error);
  // A lost connection emits an error on the pool while it is idle, on its client while in use. Unheard, either ends the process.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  pool.on('connect', prepareStatements);
  const db = drizzle(pool, { schema });
  const announcer = announcerOf(db);
  return {
    db,
    ping: async (timeoutMs) => {
      await Promise.race([
        db.execute(sql`select 1`),
        new Promise((_, reject) =>
          AbortSignal.timeout(timeoutMs).addEventListener('abort', () =>
            reject(new Error(`PostgreSQL did not answer within ${timeoutMs} ms`)),
          ),
        ),
      ]);
    },
    connections: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: async () => {
      await announcer.close();
      await pool.end();
    },
  };
}

const MIGRATIONS = { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) };

/**
 * Brings the tables to this version's shape. Any number of processes may start at once: one migrates, the others wait. Where nothing
 * is to be changed it only reads, so that a role without rights on the tables' shape will do. Searches need the extension `pg_trgm`, which
 * comes with PostgreSQL and which the owner of a database may create.
 */
export async function migrateLedger(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  // A lost connection also rejects the query that was running, and that is what fails the migration.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = drizzle(pool);
  try {
    await db.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK})`);
    if (await isMigrated(db)) return;
    await db.execute(sql`create extension if not exists pg_trgm`);
    await migrate(db, MIGRATIONS);
  } finally {
    await pool.end();
  }
}

/** True where the newest migration of this version has been run. */
async function isMigrated(db: NodePgDatabase): Promise<boolean> {
  const { rows } = await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') is not null as known`);
  if (rows[0]?.['known'] !== true) return false;
  const newest = readMigrationFiles(MIGRATIONS).at(-1)?.folderMillis ?? 0;
  const done = await db.execute(sql`select 1 from drizzle.__drizzle_migrations where created_at >= ${newest}`);
  return done.rows.length > 0;
}

/** The database's clock, which all workers share. */
export async function databaseTime(db: Ledger): Promise<Date> {
  const { rows } = await db.execute<{ ms: string }>(sql`select extract(epoch from clock_timestamp()) * 1000 as ms`);
  return new Date(Number(rows[0]?.ms));
}

/** A query that failed, without its parameters: these are orders and answers, which must not reach logs or failures. */
export interface QueryFailure {
  query: string;
  /** The database's own error. */
  cause: Error | undefined;
}

/** What failed in the ledger; null where the error is not the ledger's. */
export const queryFailure = (error: unknown): QueryFailure | null =>
  error instanceof DrizzleQueryError ? { query: error.query, cause: error.cause } : null;
