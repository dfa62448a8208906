import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { emailText, numberText, trimmedText } from '../../workflows/contract/fields.ts';
import type { OrderToAdopt } from '../../activities/upkeep/adopting.ts';

const NEEDED = ['merchant_order_id', 'apruve_order_id'];
const COLUMNS = [...NEEDED, 'customer_email'];

const lineSchema = z.object({
  merchant_order_id: numberText,
  apruve_order_id: trimmedText(64).regex(/^[0-9a-f]{32}$/, 'is not an id of Apruve, which has 32 characters of 0-9 and a-f'),
  customer_email: z.union([z.literal(''), emailText], 'is not an email address').optional(),
});
type Line = z.output<typeof lineSchema>;

/** More would only hide the first ones. */
const SHOWN_FAULTS = 20;

/**
 * Reads a file of orders: CSV with commas in UTF-8, with or without a byte order mark, the names of the columns in its first line. Blank
 * lines are passed over. Throws an error that lists what is wrong, by line; then nothing of the file counts.
 */
export function readOrders(bytes: Uint8Array): OrderToAdopt[] {
  const records = parseCsv(textOf(bytes));
  if (records.length === 0) throw new Error('has no orders');
  const faults: string[] = [];
  const lines = records.flatMap(({ line, record }): { line: number; order: Line }[] => {
    const read = lineSchema.safeParse(record);
    if (read.success) return [{ line, order: read.data }];
    faults.push(...read.error.issues.map(({ path, message }) => `line ${line}: ${path.join('.')} ${message}`));
    return [];
  });
  faults.push(...repeats(lines, 'merchant_order_id'), ...repeats(lines, 'apruve_order_id'));
  if (faults.length > 0) throw new Error(describe(faults));
  return lines.map(({ order }) => ({
    merchantOrderId: order.merchant_order_id,
    apruveOrderId: order.apruve_order_id,
    email: order.customer_email || null,
  }));
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('is not UTF-8 text: save it as "CSV UTF-8"');
  }
}

interface CsvLine {
  /** Of the file, from 1. */
  line: number;
  record: unknown;
}

function parseCsv(text: string): CsvLine[] {
  try {
    return parse<{ info: { lines: number }; record: unknown }>(text, {
      columns: (header: string[]) => assertColumns(header),
      info: true,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      // The email comes last, and need not be there.
      relax_column_count_less: true,
    }).map(({ info, record }) => ({ line: info.lines, record }));
  } catch (error) {
    throw error instanceof CsvError ? new Error(`is not readable as CSV: ${error.message}`) : error;
  }
}

function assertColumns(header: string[]): string[] {
  const missing = NEEDED.filter((name) => !header.includes(name));
  const unknown = header.filter((name) => !COLUMNS.includes(name));
  if (missing.length === 0 && unknown.length === 0 && new Set(header).size === header.length) return header;
  throw new Error(
    `needs the columns ${NEEDED.join(', ')} and, if you like, customer_email, separated by commas, named in its first line; ` +
      `that line says: ${header.join(',')}`,
  );
}

function repeats(lines: readonly { line: number; order: Line }[], column: 'merchant_order_id' | 'apruve_order_id'): string[] {
  const seen = new Map<string, number>();
  return lines.flatMap(({ line, order: { [column]: value } }) => {
    const first = seen.get(value);
    if (first === undefined) seen.set(value, line);
    return first === undefined ? [] : [`line ${line}: ${column} ${value} is in line ${first} already`];
  });
}

function describe(faults: readonly string[]): string {
  const more = faults.length > SHOWN_FAULTS ? [`and ${faults.length - SHOWN_FAULTS} more`] : [];
  return ['has faults, so nothing was done:', ...faults.slice(0, SHOWN_FAULTS), ...more].join('\n  ');
}
