import { z } from '@hono/zod-openapi';
import type { Metadata } from '../../../activities/ledger/json-columns.ts';
import { trimmedText } from '../../../workflows/contract/fields.ts';
import { Problem } from '../../http/problem.ts';

// Texts that a shop keeps with a checkout or an invoice. They are no content, and are not sent to Apruve.

const MAX_KEYS = 20;
const key = trimmedText(40).min(1, 'is empty');
const text = trimmedText(500);
const hasRoom = (metadata: object): boolean => Object.keys(metadata).length <= MAX_KEYS;
const TOO_MANY = `has more than ${MAX_KEYS} keys`;
const example = { cart: '7f3a', salesperson: 'Ines' };

/** With something new. */
export const metadataSchema = z
  .record(key, text)
  .refine(hasRoom, TOO_MANY)
  .openapi({
    description: `Up to ${MAX_KEYS} texts of your own, answered back, told and searched. No content: a repeat with others is the same.`,
    example,
  });

/** A change: what is not named stays. */
export const metadataChangeSchema = z
  .record(key, text.nullable())
  .refine(hasRoom, TOO_MANY)
  .openapi({ description: 'What is not named stays as it is; null takes a text away.', example: { ...example, cart: null } });
export type MetadataChange = z.output<typeof metadataChangeSchema>;

export const shownMetadata = z.record(z.string(), z.string()).openapi({ description: 'Your own texts.' });

const pair = trimmedText(541).regex(/^[^:]+:/, 'is not a key and a text with a colon between them');

/** Whole texts that a list is narrowed by: `metadata=cart:7f3a`, again for each. */
export const metadataFilter = z
  .union([pair, z.array(pair).max(MAX_KEYS, TOO_MANY)])
  .transform((given) => [given].flat())
  .optional()
  .openapi({
    type: 'array',
    items: { type: 'string', example: 'cart:7f3a' },
    description: 'A key of `metadata`, a colon, and its whole text; all of several must fit.',
  });

/** The metadata after a change. Throws `invalid-request` where they are too many then. */
export function changedMetadata(before: Metadata, change: MetadataChange): Metadata {
  const entries = Object.entries({ ...before, ...change });
  const after = Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
  if (hasRoom(after)) return after;
  throw new Problem('invalid-request', `metadata would have ${Object.keys(after).length} keys; ${MAX_KEYS} are the most.`, {
    errors: [{ path: 'metadata', message: TOO_MANY }],
  });
}
