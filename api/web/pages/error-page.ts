import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { FAILURES } from '../../../workflows/contract/failures.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { isDatabaseDown } from '../../http/database-down.ts';
import { loggable } from '../../http/loggable.ts';
import { Problem } from '../../http/problem.ts';

/** What a page says about an error. */
interface ErrorText {
  status: ContentfulStatusCode;
  title: string;
  text: string;
}

/** An error as a page shows it. An unexpected error is logged in full and shown without its content. */
export function describeError(error: Error, { log, requestId }: Pick<AppEnv['Variables'], 'log' | 'requestId'>): ErrorText {
  if (error instanceof Problem) return { ...FAILURES[error.code], text: error.message };
  if (error instanceof HTTPException) return { status: 403, title: 'The form was refused', text: error.message };
  const down = isDatabaseDown(error);
  log.error(loggable(error), down ? 'the database does not answer' : 'unexpected error on a page');
  if (down) return { status: 503, title: 'Not available now', text: 'The database does not answer. Nothing is lost; try again.' };
  const text = `This is an error on our side. Quote ${requestId} when you report it.`;
  return { status: 500, title: 'Something went wrong', text };
}
