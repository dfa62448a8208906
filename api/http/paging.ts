import { z } from '@hono/zod-openapi';
import { sha256 } from '../../activities/ledger/sha256.ts';
import { isStorable } from '../../workflows/contract/text.ts';
import { plainText } from '../../workflows/contract/fields.ts';

const MAX_LIMIT = 100;
const CHECK_LENGTH = 8;

/** The place in a list as callers see it: opaque, though it is an id in base64url, behind a check that tells a broken one. */
export const toCursor = (id: string | null): string | null => (id === null ? null : encoded(id));

const encoded = (id: string): string => Buffer.from(sha256(id).slice(0, CHECK_LENGTH) + id).toString('base64url');
const decoded = (cursor: string): string => Buffer.from(cursor, 'base64url').toString().slice(CHECK_LENGTH);

/** The check is no secret, so what stands behind it can be anything. */
function isOwnCursor(cursor: string): boolean {
  const id = decoded(cursor);
  return encoded(id) === cursor && isStorable(id);
}

export const pagingQuery = {
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(25),
  cursor: plainText(512)
    .refine(isOwnCursor, 'is not a cursor of ours; send `next_cursor` as it came')
    .transform(decoded)
    .optional()
    .openapi({ type: 'string', description: '`next_cursor` of the page before.' }),
};

/** A page of items. `next_cursor` is null on the last one. */
export const pageSchema = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

/** The same, where it may be asked how many there are. */
export const countedPageSchema = <S extends z.ZodType>(item: S) =>
  pageSchema(item).extend({
    count: z
      .int()
      .nullable()
      .openapi({ description: 'How many match; 10,001 where it is more than 10,000. Null where it was not asked for.' }),
  });
