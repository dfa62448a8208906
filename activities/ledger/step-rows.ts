import type { RowAction } from '../../workflows/rules/rows.ts';
import { sha256 } from './sha256.ts';
import type { Ledger } from './database.ts';
import type { LastAnswer, RecordedRequest, RecordedResponse } from './json-columns.ts';
import { findTransaction, insertTransaction, oneMoreTry, updateTransaction } from './transactions.ts';

/*
 * The row of a step at Apruve while the step is under way: opened before the call, with the time until which a lost request may
 * still land. What that time means for sending is decided in activities/step/do-step.ts.
 */

/** The row of a step that changes something at Apruve, as it stands before the call. */
export interface NewStepRow {
  step: string;
  action: RowAction;
  amountCents: number;
  source: string | null;
  /** What the step acts upon, where that exists before it. */
  reference?: string | undefined;
  request: RecordedRequest;
  actor?: string | undefined;
  /** Why, in the words of whoever asked. */
  note?: string | undefined;
  /** What the caller asked for, in one canonical text: a repeat is compared by its hash. */
  asked?: string | undefined;
  /** Identifies a repeat that has no number of its own. */
  requestId?: string | undefined;
}

/** The checkout that the row belongs to. */
export interface RowOwner {
  checkoutId: string;
  currency: string;
}

export interface StepRow {
  id: number;
  /** False where an earlier call had opened it. */
  isNew: boolean;
  /** False where it was opened with another request. */
  isSameRequest: boolean;
  /** Apruve's answer. While the row is in doubt, one that could not be read. */
  response: RecordedResponse | null;
  /** Until when an earlier request may still land at Apruve; null where none is in doubt. */
  inDoubtUntil: Date | null;
}

/** Inserts the row of a step with its request, in doubt until `inDoubtUntil`, or reads the row that is already there. */
export async function openStepRow(
  db: Ledger,
  owner: RowOwner,
  { asked, ...planned }: NewStepRow,
  inDoubtUntil: Date,
  at: Date,
): Promise<StepRow> {
  const requestHash = sha256(JSON.stringify(planned.request));
  const id = await insertTransaction(db, {
    checkoutId: owner.checkoutId,
    currency: owner.currency,
    ...planned,
    requestHash,
    askedHash: asked === undefined ? undefined : sha256(asked),
    active: false,
    successful: false,
    inDoubtUntil,
    at,
  });
  if (id !== null) return { id, isNew: true, isSameRequest: true, response: null, inDoubtUntil: null };
  const row = await findTransaction(db, owner.checkoutId, planned.step);
  if (row === null) throw new Error(`The row of ${planned.step} is neither new nor there.`);
  const isSameRequest = row.requestHash === requestHash;
  return { id: row.id, isNew: false, isSameRequest, response: row.response, inDoubtUntil: row.inDoubtUntil };
}

/** Sets until when the step's request may still land at Apruve; null: it cannot any more. */
export async function setDoubt(db: Ledger, rowId: number, inDoubtUntil: Date | null): Promise<void> {
  await updateTransaction(db, { id: rowId }, { inDoubtUntil });
}

/** Counts a try that got no usable answer, and keeps what Apruve answered; null where nothing came, and the answer before stands. */
export async function noteTry(db: Ledger, rowId: number, answer: LastAnswer | null): Promise<void> {
  await updateTransaction(db, { id: rowId }, { tries: oneMoreTry, ...(answer !== null && { lastAnswer: answer }) });
}

/** Keeps a 2xx that cannot be read. The step stays in doubt, and may be looked up from `at` on. */
export async function keepUnreadable(db: Ledger, rowId: number, response: RecordedResponse, at: Date): Promise<void> {
  await updateTransaction(db, { id: rowId }, { response, inDoubtUntil: at, updatedAt: at });
}

/** Completes the row of a step that Apruve refused, and renames it, so that the step's name is free for another request. */
export async function completeRefusedRow(
  db: Ledger,
  row: { id: number; step: string },
  response: RecordedResponse,
  at: Date,
): Promise<void> {
  const step = `${row.step}:refused:${row.id}`;
  await updateTransaction(db, { id: row.id }, { response, step, inDoubtUntil: null, updatedAt: at });
}
