import { queryFailure } from '../../activities/ledger/database.ts';

/** An error as it may be logged: a failed query without its parameters, which are what people told us about themselves. */
export function loggable(error: unknown): { err: unknown; query?: string } {
  const failure = queryFailure(error);
  return failure === null ? { err: error } : { err: failure.cause, query: failure.query };
}
