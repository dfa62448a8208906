import { z } from '@hono/zod-openapi';
import { cleanText } from '../../activities/apruve/clean-text.ts';
import { isStorable } from '../../workflows/rules/text.ts';
import { mistyped } from './faults.ts';

/** Above this many cents sums could leave the integers that JSON and JavaScript share. */
export const MAX_CENTS = 1_000_000_000_000;

/** A text of at most so many characters that can be stored. One that is too long is not looked at any further. */
export const text = (max: number) =>
  z
    .string()
    .max(max, { error: `is longer than ${max} characters`, abort: true })
    .refine((value) => isStorable(value), 'has characters that no text may have');

/** The same, cleaned once as Apruve takes it: without tags and line breaks (Apruve hashes what it stores). */
export const cleanedText = (max: number) => text(max).transform(cleanText);

/** Integer cents, negative for discounts. */
export const signedCents = z
  .int({ error: ({ code, input }) => (code === 'invalid_type' ? mistyped(input, 'a whole number of cents') : undefined) })
  .min(-MAX_CENTS)
  .max(MAX_CENTS);

/** Integer cents from 0. */
export const cents = signedCents.min(0);

/** Integer cents from 1. */
export const positiveCents = signedCents.min(1);

/** A text that names a thing: stored as it came, so it must already be clean. */
export const name = (max: number) =>
  text(max)
    .min(1, 'is empty')
    .refine((value) => cleanText(value) === value, 'has line breaks, tags, double or outer spaces');

const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/** True for a moment in the years 1 to 9999 UTC, which PostgreSQL, its driver and every reader of ISO 8601 take. */
export const isStorableMoment = (moment: Date): boolean => moment.getTime() >= FIRST_MOMENT && moment.getTime() <= LAST_MOMENT;

export const NO_STORABLE_MOMENT = 'is not in the years 1 to 9999 (UTC)';

/** An ISO 8601 time with its offset, kept as the text that came. */
export const time = z.iso
  .datetime({ offset: true, abort: true, error: 'is not an ISO 8601 time with an offset, such as 2030-01-31T12:00:00Z' })
  .refine((given) => isStorableMoment(new Date(given)), NO_STORABLE_MOMENT);
