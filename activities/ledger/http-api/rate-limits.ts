import { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible';

/** How many calls of each kind a minute takes, over all processes of the API. */
export interface RateLimitSizes {
  /** Of one API key. */
  perKey: number;
  /** Refused keys of one address, and as many refused sign-ins; tries of the password of one user. */
  refused: number;
}

export type RateLimit = Pick<RateLimiterAbstract, 'points' | 'duration' | 'consume'>;

export interface RateLimits {
  calls: RateLimit;
  refusedKeys: RateLimit;
  refusedSignIns: RateLimit;
  passwordTries: RateLimit;
}

const MINUTE_S = 60;
const NAMES = { calls: 'call', refusedKeys: 'key', refusedSignIns: 'sign', passwordTries: 'pass' } as const;

const limits = (sizes: RateLimitSizes, create: (options: { keyPrefix: string; points: number }) => RateLimit): RateLimits => ({
  calls: create({ keyPrefix: NAMES.calls, points: sizes.perKey }),
  refusedKeys: create({ keyPrefix: NAMES.refusedKeys, points: sizes.refused }),
  refusedSignIns: create({ keyPrefix: NAMES.refusedSignIns, points: sizes.refused }),
  passwordTries: create({ keyPrefix: NAMES.passwordTries, points: sizes.refused }),
});

/** Limits that one process counts for itself. */
export const memoryRateLimits = (sizes: RateLimitSizes): RateLimits =>
  limits(sizes, (options) => new RateLimiterMemory({ ...options, duration: MINUTE_S }));

/**
 * Limits that all processes count together, in the ledger. Where the database does not answer, each counts for itself. Whoever is over
 * a limit is refused from memory. Connections of their own, so that counting waits for no list; a count that a crash of the database
 * loses does no harm, so nothing waits for the disk.
 */
export function openRateLimits(url: string, sizes: RateLimitSizes): { limits: RateLimits; close: () => Promise<void> } {
  const storeClient = new Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 1_000,
    query_timeout: 1_000,
    options: '-c synchronous_commit=off',
  });
  storeClient.on('error', () => {});
  storeClient.on('connect', (client) => client.on('error', () => {}));
  const create = (options: { keyPrefix: string; points: number }): RateLimit =>
    new RateLimiterPostgres({
      ...options,
      duration: MINUTE_S,
      storeClient,
      storeType: 'pool',
      tableName: 'rate_limits',
      tableCreated: true,
      inMemoryBlockOnConsumed: options.points + 1,
      insuranceLimiter: new RateLimiterMemory({ ...options, duration: MINUTE_S }),
    });
  return { limits: limits(sizes, create), close: () => storeClient.end() };
}
