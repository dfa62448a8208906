import { z } from '@hono/zod-openapi';

// Fields that more than one resource has. Those of requests are in workflows/contract/fields.ts.

export const nullableText = z.string().nullable();
export const nullableTime = z.string().nullable().openapi({ format: 'date-time' });
export const shownCents = z.int().openapi({ description: 'Integer cents.' });

const nullishText = nullableText.optional();

/** A line as it was sent to Apruve or, of what somebody made there, as Apruve shows it; in Apruve's field names. */
const shownLine = z
  .object({
    title: z.string(),
    quantity: z.number().nullish(),
    price_ea_cents: z.int().nullish(),
    price_total_cents: z.int(),
    description: nullishText,
    variant_info: nullishText,
    sku: nullishText,
    vendor: nullishText,
    merchant_notes: nullishText,
    view_product_url: nullishText,
    plan_code: nullishText,
  })
  .openapi('Line', {
    description: 'A line that somebody made at Apruve has further fields, as Apruve shows it.',
    additionalProperties: true,
  });
export const shownLines = z.array(shownLine);
export const modeField = z.enum(['test', 'production']);

export const currencyField = z.string().regex(/^[A-Z]{3}$/, 'is not a currency of three capital letters (ISO 4217)');
export const DEFAULT_CURRENCY = 'USD';

export const countryField = z.string().regex(/^[A-Z]{2}$/, 'is not a country of two capital letters (ISO 3166)');

/** A field whose default counts where it is absent or null. It is told in words: generators take a field with `default` for one that is always sent. */
export const orDefault = <S extends z.ZodType, D extends z.output<S>>(field: S, byDefault: D) =>
  field
    .nullish()
    .transform((given) => given ?? byDefault)
    .openapi({ description: `Default: \`${JSON.stringify(byDefault)}\`.` });

/** True where a change names at least one field. Null names none. */
export const hasAnyField = (change: object): boolean => Object.values(change).some((value) => (value ?? null) !== null);
export const NAMES_NOTHING = 'names nothing to change';
