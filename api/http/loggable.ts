import { DrizzleQueryError } from 'drizzle-orm';

/** An error as it may be logged: a failed query goes without its parameters, because they hold personal data. */
export function loggable(error: unknown): { err: unknown; query?: string } {
  return error instanceof DrizzleQueryError ? { err: error.cause, query: error.query } : { err: error };
}
