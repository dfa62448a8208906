import { ApruveError } from '../apruve/errors.ts';
import { HTTP_TIMEOUT_MS } from '../apruve/http.ts';
import type { Read } from '../apruve/client.ts';
import type { Ledger } from '../ledger/database.ts';
import type { RecordedResponse } from '../ledger/json-columns.ts';
import { openStepRow, recordRefusal, setDoubt, type Owner, type PlannedStep, type StepRow } from '../ledger/step-rows.ts';

/** How a step is done, found again, and read from its recorded answer. */
export interface StepCalls<T> {
  send(): Promise<Read<T>>;
  find(): Promise<Read<T> | null>;
  parse(body: unknown): T;
}

export interface StepResult<T> {
  data: T;
  response: RecordedResponse;
}

/** Thrown while an earlier request may still land at Apruve: come back in `waitMs`. */
export class StillInDoubt extends Error {
  override readonly name = 'StillInDoubt';
  readonly waitMs: number;

  constructor(step: string, waitMs: number) {
    super(`An earlier request of ${step} left without an answer and may still land; it is looked up in ${waitMs} ms.`);
    this.waitMs = waitMs;
  }
}

/** Thrown when a step is asked for again with another request: a fault in the program, never retried. */
export class StepConflict extends Error {
  override readonly name = 'StepConflict';
}

/**
 * Does one step at Apruve with one effect, however often it is called: opens the row with its request, sends, and answers
 * what Apruve did. Where an earlier call left without an answer, it waits until that one can no longer land
 * (`unknownOutcomeWaitMs`), looks it up, and only then sends again; the happy path pays for no look-up. A refusal completes
 * the row and frees the step's name. The answer is recorded by the caller's `commit`, together with what follows from it.
 */
export async function doStep<T>(
  db: Ledger,
  about: Owner,
  planned: PlannedStep,
  calls: StepCalls<T>,
  unknownOutcomeWaitMs: number,
): Promise<StepResult<T>> {
  const row = await openRow(db, about, planned, unknownOutcomeWaitMs);
  if (row.response !== null) return { data: calls.parse(row.response.body), response: row.response };
  const earlier = await findEarlier(db, row, planned, calls, unknownOutcomeWaitMs);
  const { data, answer } = earlier ?? (await sendOnce(db, row, planned, calls, unknownOutcomeWaitMs));
  return { data, response: answer };
}

/**
 * Sends, and keeps what is known when that fails. A refusal is not believed before a look: an earlier request may have landed
 * late, or somebody else may have done the same.
 */
async function sendOnce<T>(
  db: Ledger,
  row: OpenRow,
  planned: PlannedStep,
  calls: StepCalls<T>,
  waitMs: number,
): Promise<Read<T>> {
  if (Date.now() > row.sendBy) throw new StillInDoubt(planned.step, waitMs);
  try {
    return await calls.send();
  } catch (error) {
    if (!(error instanceof ApruveError)) throw error;
    const found = error.kind === 'refused' ? await calls.find() : null;
    if (found !== null) return found;
    await recordFailure(db, row.id, planned.step, error, waitMs);
    throw error;
  }
}

/**
 * How long after its row was marked a request may still leave: a process that was stopped for longer must not send, for by
 * then another one may have looked and sent. The mark so covers this time, the HTTP time-out and the wait behind it.
 */
const SEND_WITHIN_MS = 5_000;
const doubtUntil = (waitMs: number): Date => new Date(Date.now() + SEND_WITHIN_MS + HTTP_TIMEOUT_MS + waitMs);

interface OpenRow extends StepRow {
  /** Epoch ms. */
  sendBy: number;
}

async function openRow(db: Ledger, about: Owner, planned: PlannedStep, waitMs: number): Promise<OpenRow> {
  const sendBy = Date.now() + SEND_WITHIN_MS;
  const row = await openStepRow(db, about, planned, doubtUntil(waitMs), new Date());
  if (row.isSameRequest) return { ...row, sendBy };
  throw new StepConflict(`The step ${planned.step} was begun with another request: it needs a name of its own.`);
}

async function findEarlier<T>(
  db: Ledger,
  row: OpenRow,
  planned: PlannedStep,
  calls: StepCalls<T>,
  waitMs: number,
): Promise<Read<T> | null> {
  if (row.isNew) return null;
  if (row.inDoubtUntil !== null) {
    const remaining = row.inDoubtUntil.getTime() - Date.now();
    if (remaining > 0) throw new StillInDoubt(planned.step, remaining);
    const found = await calls.find();
    if (found !== null) return found;
  }
  row.sendBy = Date.now() + SEND_WITHIN_MS;
  await setDoubt(db, row.id, doubtUntil(waitMs));
  return null;
}

/** Keeps what is known: a refusal completes the row, a sure non-effect takes the doubt away, an answered 5xx is looked up at once. */
async function recordFailure(db: Ledger, rowId: number, step: string, error: ApruveError, waitMs: number): Promise<void> {
  if (error.kind === 'refused' || error.kind === 'not-found') {
    return recordRefusal(db, { id: rowId, step }, { status: error.status ?? 0, body: error.body }, new Date());
  }
  if (error.effect === 'none') await setDoubt(db, rowId, null);
  if (error.effect === 'done-or-not') await setDoubt(db, rowId, new Date());
  if (error.effect === 'pending') await setDoubt(db, rowId, new Date(Date.now() + waitMs));
}
