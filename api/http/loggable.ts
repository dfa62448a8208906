import { queryFailure } from '../../activities/ledger/database.ts';

/** An error as it may be logged: a failed query goes without its parameters, because they hold personal data. */
export function loggable(error: unknown): { err: unknown; query?: string } {
  const failure = queryFailure(error);
  return failure === null ? { err: error } : { err: failure.cause, query: failure.query };
}
