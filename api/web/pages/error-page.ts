import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { FAILURES } from '../../../workflows/contract/failures.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { isDatabaseDown } from '../../http/database-down.ts';
import { loggable } from '../../http/loggable.ts';
import { Problem } from '../../http/problem.ts';

export interface Trouble {
  status: ContentfulStatusCode;
  title: string;
  text: string;
}

/** What a page says of an error. What nobody expected is logged whole and told without its content. */
export function describeError(error: Error, { log, requestId }: Pick<AppEnv['Variables'], 'log' | 'requestId'>): Trouble {
  if (error instanceof Problem) return { ...FAILURES[error.code], text: error.message };
  if (error instanceof HTTPException) return { status: 403, title: 'The form was refused', text: error.message };
  const down = isDatabaseDown(error);
  log.error(loggable(error), down ? 'the database does not answer' : 'unexpected error on a page');
  if (down) return { status: 503, title: 'Not available now', text: 'The database does not answer. Nothing is lost; try again.' };
  const text = `This is a fault of ours. Quote ${requestId} when you report it.`;
  return { status: 500, title: 'Something went wrong', text };
}
