import { ApruveError } from '../apruve/errors.ts';
import { HTTP_TIMEOUT_MS } from '../apruve/http.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import { recordedRequest, type ApruveRequest } from '../apruve/requests.ts';
import type { Ledger } from '../ledger/database.ts';
import type { RecordedResponse } from '../ledger/json-columns.ts';
import { openStepRow, recordRefusal, setDoubt, type NewStepRow, type RowOwner, type StepRow } from '../ledger/step-rows.ts';

/** A step that changes something at Apruve: its row as it stands before the call, the request, and how to find its effect. */
export interface PlannedStep<T> extends Omit<NewStepRow, 'request'> {
  request: ApruveRequest<T>;
  /**
   * Answers the effect of an earlier request that left without an answer; null where it had none. Absent where sending twice has
   * one effect.
   */
  find?: (() => Promise<Read<T> | null>) | undefined;
  /** An answer that does not show the effect is not believed: it is looked up. */
  isDone?: ((data: T) => boolean) | undefined;
  /** Throws where the request must not be sent any more. */
  assertCurrent?: (() => Promise<void>) | undefined;
}

/** Whose row it is, and how long a request of theirs may still land after it was given up (ms). */
export interface Owner extends RowOwner {
  unknownOutcomeWaitMs: number;
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
export async function doStep<T>(db: Ledger, apruve: Apruve, owner: Owner, planned: PlannedStep<T>): Promise<StepResult<T>> {
  const row = await openRow(db, owner, planned);
  if (row.response !== null) return { data: planned.request.schema.parse(row.response.body), response: row.response };
  const earlier = await findEarlier(db, row, owner, planned);
  const { data, answer } = earlier ?? (await sendOnce(db, apruve, row, owner, planned));
  return { data, response: answer };
}

/**
 * Sends, and keeps what is known when that fails. A refusal is not believed before a look: an earlier request may have landed
 * late, or somebody else may have done the same.
 */
async function sendOnce<T>(db: Ledger, apruve: Apruve, row: OpenRow, owner: Owner, planned: PlannedStep<T>): Promise<Read<T>> {
  if (Date.now() > row.sendBy) throw new StillInDoubt(planned.step, owner.unknownOutcomeWaitMs);
  try {
    await planned.assertCurrent?.();
    const read = await apruve.send(planned.request);
    if (planned.isDone?.(read.data) === false) throw notShown(planned, read);
    return read;
  } catch (error) {
    if (!(error instanceof ApruveError)) throw error;
    const found = error.kind === 'refused' ? ((await planned.find?.()) ?? null) : null;
    if (found !== null) return found;
    await recordFailure(db, row.id, planned.step, error, owner.unknownOutcomeWaitMs);
    throw error;
  }
}

function notShown<T>({ step, request: { method, path } }: PlannedStep<T>, { answer }: Read<T>): ApruveError {
  const message = `Apruve answered ${method} ${path} with ${answer.status}, but its answer does not show the effect (${step})`;
  return new ApruveError('unreachable', message, { ...answer, effect: 'done-or-not' });
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

async function openRow<T>(db: Ledger, owner: Owner, planned: PlannedStep<T>): Promise<OpenRow> {
  const { step, action, amountCents, source, reference, actor, note, asked, requestId } = planned;
  const sendBy = Date.now() + SEND_WITHIN_MS;
  const request = recordedRequest(planned.request);
  const plan = { step, action, amountCents, source, reference, request, actor, note, asked, requestId };
  const opened = await openStepRow(db, owner, plan, doubtUntil(owner.unknownOutcomeWaitMs), new Date());
  if (opened.isSameRequest) return { ...opened, sendBy };
  throw new StepConflict(`The step ${planned.step} was begun with another request: it needs a name of its own.`);
}

async function findEarlier<T>(db: Ledger, row: OpenRow, owner: Owner, planned: PlannedStep<T>): Promise<Read<T> | null> {
  if (row.isNew) return null;
  if (row.inDoubtUntil !== null) {
    const remaining = row.inDoubtUntil.getTime() - Date.now();
    if (remaining > 0) throw new StillInDoubt(planned.step, remaining);
    const found = (await planned.find?.()) ?? null;
    if (found !== null) return found;
  }
  row.sendBy = Date.now() + SEND_WITHIN_MS;
  await setDoubt(db, row.id, doubtUntil(owner.unknownOutcomeWaitMs));
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
