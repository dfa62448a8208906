import { z } from '@hono/zod-openapi';

// Fields that more than one resource has. Plain texts, amounts and times of requests are in http/text.ts.

export const nullableText = z.string().nullable();
export const nullableTime = z.string().nullable().openapi({ format: 'date-time' });
export const shownCents = z.int().openapi({ description: 'Integer cents.' });
export const shownLines = z.array(z.record(z.string(), z.unknown())).openapi({ description: "Lines in Apruve's field names." });
export const modeField = z.enum(['test', 'production']);

export const currencyField = z
  .string()
  .regex(/^[A-Z]{3}$/, 'is not a currency of three capital letters (ISO 4217)')
  .default('USD');

export const countryField = z.string().regex(/^[A-Z]{2}$/, 'is not a country of two capital letters (ISO 3166)');

/** The longest number of an invoice or a shipment. */
export const NUMBER_LENGTH = 64;

/** True where a change names at least one field. */
export const hasAnyField = (change: object): boolean => Object.values(change).some((value) => value !== undefined);
export const NAMES_NOTHING = 'names nothing to change';
