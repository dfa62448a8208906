import { z } from '@hono/zod-openapi';
import { isStorableMoment, NO_STORABLE_MOMENT, plainText, trimmedText } from '../../../workflows/contract/fields.ts';
import { currencyField, modeField } from './fields.ts';

// Filters that more than one list has.

const day = z.iso.date().transform((date) => new Date(`${date}T00:00:00Z`));
/** A time, or a date for its start in UTC. */
export const moment = z
  .union([z.iso.datetime({ offset: true }).transform((time) => new Date(time)), day], {
    error: 'is neither an ISO 8601 time with an offset nor a date',
  })
  .refine(isStorableMoment, NO_STORABLE_MOMENT)
  .openapi({ type: 'string', format: 'date-time' });

export const yesOrNo = z
  .enum(['true', 'false'])
  .transform((given) => given === 'true')
  .openapi({ type: 'string', enum: ['true', 'false'] });

export const channelFilter = plainText(64).optional();
export const currencyFilter = currencyField.optional();
export const modeFilter = modeField.optional();
export const customerFilter = trimmedText(255)
  .min(1)
  .optional()
  .openapi({ description: "The buyer's whole email or id, case-insensitive." });
