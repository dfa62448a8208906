import type { Row } from '../../workflows/rules/rows.ts';
import type { Reader } from './database.ts';
import type { RecordedRequest, RecordedResponse } from './json-columns.ts';
import { updateTransaction, writeTransactions, type TransactionWrite } from './transactions.ts';

/** What a step records on its own row, beside the columns that follow from the facts. */
export interface StepRecord {
  step: string;
  request?: RecordedRequest;
  response?: RecordedResponse;
  /** Set by steps whose rows follow from no fact, once they are done. */
  successful?: boolean;
}

/**
 * Writes the rows that facts call for, in their order, so that a source is there before what follows from it; and completes rows of steps
 * with their answers. Rows that have the same fields go in one statement.
 */
export async function writeRows(
  db: Reader,
  { checkoutId, currency }: { checkoutId: string; currency: string },
  rows: readonly Row[],
  at: Date,
  records: readonly StepRecord[] = [],
): Promise<void> {
  const answers = new Map<string, ReturnType<typeof answerOf>>();
  for (const record of records) answers.set(record.step, { ...answers.get(record.step), ...answerOf(record) });
  const writes = rows.map((row): TransactionWrite => ({ ...row, ...answers.get(row.step), checkoutId, currency, at }));
  for (const batch of batchesOf(writes)) await writeTransactions(db, batch);
  const written = new Set(rows.map(({ step }) => step));
  for (const record of records) if (!written.has(record.step)) await writeRecord(db, checkoutId, record);
}

/** In their order; none is together with its source, with another of its step, or with one that has other fields. */
function batchesOf(rows: readonly TransactionWrite[]): TransactionWrite[][] {
  const batches: TransactionWrite[][] = [];
  for (const row of rows) {
    const batch = batches.at(-1);
    const fits = batch?.every((other) => ![row.source, row.step].includes(other.step) && fieldsOf(other) === fieldsOf(row));
    if (batch !== undefined && fits === true) batch.push(row);
    else batches.push([row]);
  }
  return batches;
}

const fieldsOf = (row: TransactionWrite): string =>
  Object.entries(row)
    .flatMap(([field, value]) => (value === undefined ? [] : [field]))
    .sort((a, b) => (a < b ? -1 : 1))
    .join();

/** Completes the row of one step with its answer. */
export async function writeRecord(db: Reader, checkoutId: string, record: StepRecord): Promise<void> {
  await updateTransaction(db, { checkoutId, step: record.step }, answerOf(record));
}

const answerOf = ({ request, response, successful }: StepRecord) => ({
  ...(request && { request }),
  ...(response && { response }),
  ...(successful !== undefined && { successful }),
  inDoubtUntil: null,
});
