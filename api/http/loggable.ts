import { DrizzleQueryError } from 'drizzle-orm';

/** An error as it may be logged: a failed query without its parameters, which are what people told us about themselves. */
export function loggable(error: unknown): { err: unknown; query?: string } {
  return error instanceof DrizzleQueryError ? { err: error.cause, query: error.query } : { err: error };
}
