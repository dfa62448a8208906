import { z } from '@hono/zod-openapi';

// Fields that more than one resource has. Those of requests are in workflows/contract/fields.ts.

export const nullableText = z.string().nullable();
export const nullableTime = z.string().nullable().openapi({ format: 'date-time' });
export const shownCents = z.int().openapi({ description: 'Integer cents.' });
export const shownLines = z.array(z.record(z.string(), z.unknown())).openapi({ description: "Lines in Apruve's field names." });
export const modeField = z.enum(['test', 'production']);

export const currencyField = z.string().regex(/^[A-Z]{3}$/, 'is not a currency of three capital letters (ISO 4217)');
export const DEFAULT_CURRENCY = 'USD';

export const countryField = z.string().regex(/^[A-Z]{2}$/, 'is not a country of two capital letters (ISO 3166)');

/** A field whose default counts where it is absent or null. */
export const orDefault = <S extends z.ZodType, D extends z.output<S>>(field: S, byDefault: D) =>
  field
    .nullish()
    .transform((given) => given ?? byDefault)
    .openapi({ default: byDefault });

/** True where a change names at least one field. Null names none. */
export const hasAnyField = (change: object): boolean => Object.values(change).some((value) => (value ?? null) !== null);
export const NAMES_NOTHING = 'names nothing to change';
