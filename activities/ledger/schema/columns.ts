import { eq, inArray, sql, type SQL } from 'drizzle-orm';
import { bigint, timestamp, type AnyPgColumn } from 'drizzle-orm/pg-core';

/** A time with its zone, as a `Date`. */
export const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
/** Integer cents. */
export const cents = (name: string) => bigint(name, { mode: 'number' });

/** Only what belongs to one of these channels; null: to any. */
export const ofChannels = (column: AnyPgColumn, channels: readonly string[] | null): SQL | undefined => {
  if (channels === null) return undefined;
  const [only, ...more] = channels;
  return only !== undefined && more.length === 0 ? eq(column, only) : inArray(column, [...channels]);
};

/** What a customer is found by, without regard to case. A query must say it in the words of the index to use it. */
export const customerKey = (customer: AnyPgColumn, key: 'email' | 'id'): SQL =>
  key === 'email' ? sql`lower(${customer}->>'email')` : sql`lower(${customer}->>'id')`;
