import { z } from '@hono/zod-openapi';
import { text } from './text.ts';

const MAX_LIMIT = 100;

/** The place in a list as callers see it: opaque, though it is an id in base64url. */
export const toCursor = (id: string | null): string | null => (id === null ? null : Buffer.from(id).toString('base64url'));

export const pagingQuery = {
  limit: z.coerce.number().int('is not a whole number').min(1).max(MAX_LIMIT).default(25),
  cursor: text(512)
    .transform((cursor) => Buffer.from(cursor, 'base64url').toString())
    .pipe(text(256).min(1, 'is not a cursor of ours'))
    .optional()
    .openapi({ type: 'string', description: '`next_cursor` of the page before.' }),
};

/** A page of items. `next_cursor` is null on the last one. */
export const pageSchema = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });
