import { z } from 'zod';
import { cutText } from '../../workflows/contract/text.ts';

/*
 * What is wrong with a value, said so that its sender can mend it: what came, and what to send instead. Follows the value's
 * path. Set once for all schemas of this process; a schema's own sentence goes before it.
 */

const LONGEST_QUOTE = 40;

/** A value as it came, in JSON, cut where it is long. */
function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (Number.isNaN(value)) return 'not a number';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return cutText(text, LONGEST_QUOTE, '…');
}

/** How a sender calls what a schema expects. */
const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Record<string, string> = {
  date: 'a date such as 2030-01-31',
  datetime: 'an ISO 8601 time with an offset, such as 2030-01-31T12:00:00Z',
};

/** The sentence of a fault for which a schema has none. */
function faultOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return mistyped(
        issue.input,
        isCents(issue) ? 'a whole number of cents' : (KINDS[issue.expected] ?? `a value of the kind ${issue.expected}`),
      );
    case 'invalid_value':
      return mistyped(issue.input, `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`);
    case 'too_small':
      return beyond(issue.input, `${issue.minimum} or more`);
    case 'too_big':
      return beyond(issue.input, `${issue.maximum} at most`);
    case 'invalid_format':
      return mistyped(issue.input, FORMATS[issue.format] ?? 'another form');
    default:
      return undefined;
  }
}

/** Fields of money say so in their names. */
const isCents = ({ path }: z.core.$ZodRawIssue): boolean => String(path?.at(-1)).endsWith('_cents');

/** What came in a place for something else. */
const mistyped = (input: unknown, wanted: string): string =>
  input === undefined ? `is missing; send ${wanted}` : `is ${quoted(input)}; send ${wanted}`;

function beyond(input: unknown, wanted: string): string {
  if (typeof input === 'string') return `has ${input.length} characters; send ${wanted}`;
  if (Array.isArray(input)) return `has ${input.length} entries; send ${wanted}`;
  return `is ${quoted(input)}; send ${wanted}`;
}

z.config({ customError: faultOf });
