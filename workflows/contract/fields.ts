import { z } from 'zod';
import { cleanText, trimText } from './clean-text.ts';
import { cutText, isStorable } from './text.ts';

/*
 * The fields of requests, their limits and their cleaning: one for the HTTP API and for the process, which any client of Temporal can
 * ask. What is cleaned stays as it is when it is read again, so both see the same request.
 */

// Workflow code must not build functions from text.
z.config({ jitless: true });

/** A text that can be stored and sent: no NUL, no half surrogate pairs. */
const storable = () =>
  z.string().refine((given) => isStorable(given), { error: 'has characters that no text may have', abort: true });

/** Passes what matches. zod's own checks of a pattern write to it, which one that all workflows share (see `preload.ts`) does not allow. */
const matching = (pattern: RegExp, error: string) =>
  [(given: string): boolean => pattern.test(given), { error, abort: true }] as const;

const atMost = (max: number) => ({ error: `is longer than ${max} characters`, abort: true });

/** A text of at most so many characters, as it came: an id, a code. One that is too long is not looked at any further. */
export const plainText = (max: number) =>
  z
    .string()
    .max(max, atMost(max))
    .refine((given) => isStorable(given), 'has characters that no text may have');

/** A text of at most so many characters, cleaned once as Apruve takes it (see `cleanText`). */
export const cleanedText = (max: number) => storable().overwrite(cleanText).max(max, atMost(max));

/** A text of at most so many characters without outer blanks: what is searched for. */
export const trimmedText = (max: number) => storable().overwrite(trimText).max(max, atMost(max));

/** Any short text: a SKU, a reason, a carrier. */
export const shortText = cleanedText(255);
export const noteText = cleanedText(3_500);

const LONGEST_DESCRIPTION = 3_500;

/** The only text that is cut where it is too long, with an ellipsis and before it is hashed: shops have long ones. */
const description = storable()
  .overwrite((given) => withEllipsis(cleanText(given)))
  .meta({ description: `Cut after ${LONGEST_DESCRIPTION} characters.` });

const withEllipsis = (text: string): string =>
  text.length <= LONGEST_DESCRIPTION ? text : cutText(text, LONGEST_DESCRIPTION - 1, '…');

/** The longest number of an order, an invoice or a shipment. */
export const NUMBER_LENGTH = 64;

/** The number of an order, an invoice or a shipment: stored as it came but for outer blanks, so it must already be clean. */
export const numberText = trimmedText(NUMBER_LENGTH)
  .min(1, 'is empty')
  .refine((number) => cleanText(number) === number, 'has line breaks, tags or double spaces');

const EMAIL_LENGTH = 254;
export const emailText = trimmedText(EMAIL_LENGTH).regex(/^\S+@\S+$/, 'is not an email address');

const webAddress = cleanedText(2_048)
  .refine(...matching(/^(https?:\/\/.+)?$/i, 'is not a web address that begins with http:// or https://'))
  .meta({ pattern: '^([hH][tT][tT][pP][sS]?://.+)?$' });

/** Above this many cents sums could leave the integers that JSON and JavaScript share. */
export const MAX_CENTS = 1_000_000_000_000;

/** Integer cents, negative for discounts. */
export const signedCents = z.int().min(-MAX_CENTS).max(MAX_CENTS);
/** Integer cents from 0. */
export const cents = signedCents.min(0);
/** Integer cents from 1. */
export const positiveCents = signedCents.min(1);

const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

/** True for a moment in the years 1 to 9999 UTC, which PostgreSQL, its driver and every reader of ISO 8601 take. */
export const isStorableMoment = (moment: Date): boolean => moment.getTime() >= FIRST_MOMENT && moment.getTime() <= LAST_MOMENT;

export const NO_STORABLE_MOMENT = 'is not in the years 1 to 9999 (UTC)';

/** An ISO 8601 time with its offset, kept as the text that came. */
export const time = z
  .string()
  .refine(
    ...matching(z.regexes.datetime({ offset: true }), 'is not an ISO 8601 time with an offset, such as 2030-01-31T12:00:00Z'),
  )
  .refine((given) => isStorableMoment(new Date(given)), NO_STORABLE_MOMENT)
  .meta({ format: 'date-time' });

/** What a line says beside its total, in Apruve's field names. */
export const lineFields = {
  title: cleanedText(500).min(1, 'is empty'),
  quantity: z.int().min(0).max(1_000_000_000).nullish(),
  price_ea_cents: signedCents.nullish(),
  description: description.nullish(),
  variant_info: shortText.nullish(),
  sku: shortText.nullish(),
  vendor: shortText.nullish(),
  merchant_notes: noteText.nullish(),
  view_product_url: webAddress.nullish(),
  plan_code: shortText.nullish(),
};

const MAX_LINES = 500;

/** The lines of an order, an invoice or a shipment. */
export const listOf = <Line extends z.ZodType>(line: Line) =>
  z.array(line).min(1, 'needs at least one line').max(MAX_LINES, `has more than ${MAX_LINES} lines`);
