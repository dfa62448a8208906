import { ApruveError, apruveWords, isRefusal } from '../apruve/errors.ts';
import { HTTP_TIMEOUT_MS } from '../apruve/http.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import { recordedRequest, type ApruveRequest } from '../apruve/requests.ts';
import { announce } from '../ledger/changes/announcing.ts';
import type { Ledger } from '../ledger/database.ts';
import type { LastAnswer, RecordedResponse } from '../ledger/json-columns.ts';
import {
  keepUnreadable,
  noteTry,
  openStepRow,
  completeRefusedRow,
  setDoubt,
  type NewStepRow,
  type RowOwner,
  type StepRow,
} from '../ledger/step-rows.ts';

/** A step that changes something at Apruve: its row as it stands before the call, the request, and how to find its effect. */
export interface PlannedStep<T> extends Omit<NewStepRow, 'request'> {
  request: ApruveRequest<T>;
  /**
   * Returns the effect of an earlier request whose answer is missing, or null when it had none. `wasAnswered`: Apruve answered 2xx in
   * a way that could not be read. Absent where sending twice has one effect.
   */
  find?: ((wasAnswered: boolean) => Promise<Read<T> | null>) | undefined;
  /** When it returns false the answer does not show the effect, so the effect is looked up. */
  isDone?: ((data: T) => boolean) | undefined;
  /** Throws when the request must not be sent any more. */
  assertCurrent?: (() => Promise<void>) | undefined;
}

/** Whose row it is, and how long (ms) a request may still land at Apruve after its caller gave up. */
interface Owner extends RowOwner {
  channel: string;
  unknownOutcomeWaitMs: number;
}

/** What a step runs with, and where it is recorded. */
export interface WriteContext {
  db: Ledger;
  clock: () => Date;
  apruve: Apruve;
  owner: Owner;
}

export interface StepResult<T> {
  data: T;
  response: RecordedResponse;
}

/** Thrown while an earlier request may still land at Apruve: try again in `waitMs`. */
export class StillInDoubt extends Error {
  override readonly name = 'StillInDoubt';
  readonly waitMs: number;

  constructor(step: string, waitMs: number) {
    super(`An earlier request of ${step} left without an answer and may still land; it is looked up in ${waitMs} ms.`);
    this.waitMs = waitMs;
  }
}

/** Thrown when a step is called again with another request. That is a bug, so it is never retried. */
export class StepConflict extends Error {
  override readonly name = 'StepConflict';
}

/**
 * Does one step at Apruve with one effect, however often it is called: inserts the row with its request, sends it, and returns
 * Apruve's answer. If an earlier call got no answer, its effect is looked up first. Where it is not found, it waits until that request
 * can no longer land (`unknownOutcomeWaitMs`), looks again, and only then sends again. The happy path needs no look-up. A refusal completes the row and frees the
 * step's name. A 2xx that cannot be read is kept on the row and looked up at once. The caller's `commit` records the answer, together with what follows from it.
 */
export async function doStep<T>(ctx: WriteContext, planned: PlannedStep<T>): Promise<StepResult<T>> {
  const row = await openRow(ctx, planned);
  if (row.response !== null && row.inDoubtUntil === null)
    return { data: planned.request.schema.parse(row.response.body), response: row.response };
  try {
    const earlier = await findEarlier(ctx, row, planned);
    const { data, answer } = earlier ?? (await sendOnce(ctx, row, planned));
    return { data, response: answer };
  } catch (error) {
    if (error instanceof ApruveError && !isRefusal(error)) await noteTry(ctx.db, row.id, lastAnswerOf(error));
    announce(ctx.db, ctx.owner);
    throw error;
  }
}

const lastAnswerOf = ({ kind, status, body, message }: ApruveError): LastAnswer | null =>
  status === null ? null : { status, text: kind === 'unreadable' ? message : apruveWords(body) };

/**
 * Sends the request, and records what is known when that fails. A refusal is followed by a look-up, because an earlier request
 * may have landed late, or someone else may have done the same.
 */
async function sendOnce<T>(ctx: WriteContext, row: OpenRow, planned: PlannedStep<T>): Promise<Read<T>> {
  if (ctx.clock() > row.sendBy) throw new StillInDoubt(planned.step, ctx.owner.unknownOutcomeWaitMs);
  try {
    await planned.assertCurrent?.();
    const read = await ctx.apruve.send(planned.request);
    if (planned.isDone?.(read.data) === false) throw notShown(planned, read);
    return read;
  } catch (error) {
    if (!(error instanceof ApruveError)) throw error;
    const found = error.kind === 'refused' ? await findRefused(ctx, row, planned) : null;
    if (found !== null) return found;
    await recordFailure(ctx, { ...row, step: planned.step }, error);
    throw error;
  }
}

/**
 * Looks the effect up after a refusal. If the look-up fails, no request is in flight any more, because Apruve has answered: the
 * next attempt looks at once.
 */
async function findRefused<T>({ db, clock }: WriteContext, row: OpenRow, { find }: PlannedStep<T>): Promise<Read<T> | null> {
  try {
    return (await find?.(row.response !== null)) ?? null;
  } catch (error) {
    await setDoubt(db, row.id, clock());
    throw error;
  }
}

function notShown<T>({ step, request: { method, path } }: PlannedStep<T>, { answer }: Read<T>): ApruveError {
  const message = `Apruve answered ${method} ${path} with ${answer.status}, but its answer does not show the effect (${step})`;
  return new ApruveError('unreadable', message, { ...answer, effect: 'done-or-not' });
}

/**
 * How long after its row was marked a request may still be sent. A process that was frozen for longer must not send, because
 * another one may have looked and sent by then. The mark covers this time, the HTTP time-out and the wait after it.
 */
const SEND_WITHIN_MS = 5_000;

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
const doubtUntil = (at: Date, { unknownOutcomeWaitMs }: Owner): Date =>
  after(at, SEND_WITHIN_MS + HTTP_TIMEOUT_MS + unknownOutcomeWaitMs);

interface OpenRow extends StepRow {
  sendBy: Date;
}

async function openRow<T>({ db, clock, owner }: WriteContext, planned: PlannedStep<T>): Promise<OpenRow> {
  const { step, action, amountCents, source, reference, actor, note, asked, requestId } = planned;
  const now = clock();
  const request = recordedRequest(planned.request);
  const plan = { step, action, amountCents, source, reference, request, actor, note, asked, requestId };
  const opened = await openStepRow(db, owner, plan, doubtUntil(now, owner), now);
  if (opened.isNew) announce(db, owner);
  if (opened.isSameRequest) return { ...opened, sendBy: after(now, SEND_WITHIN_MS) };
  throw new StepConflict(`The step ${planned.step} was begun with another request: it needs a name of its own.`);
}

async function findEarlier<T>(
  { db, clock, owner }: WriteContext,
  row: OpenRow,
  planned: PlannedStep<T>,
): Promise<Read<T> | null> {
  if (row.isNew) return null;
  if (row.inDoubtUntil !== null) {
    // What is found is there; only what is not found may still be on its way.
    const remaining = row.inDoubtUntil.getTime() - clock().getTime();
    const found = (await planned.find?.(row.response !== null)) ?? null;
    if (found !== null) return found;
    if (remaining > 0) throw new StillInDoubt(planned.step, remaining);
  }
  const now = clock();
  row.sendBy = after(now, SEND_WITHIN_MS);
  await setDoubt(db, row.id, doubtUntil(now, owner));
  return null;
}

/**
 * Records what is known: a refusal completes the row, a request that surely had no effect ends the doubt unless an earlier one was
 * answered in a way that could not be read, and after an answer without a usable content the next attempt looks at once.
 */
async function recordFailure(
  { db, clock, owner }: WriteContext,
  row: Pick<StepRow, 'id' | 'response'> & { step: string },
  error: ApruveError,
): Promise<void> {
  const now = clock();
  if (isRefusal(error)) {
    return completeRefusedRow(db, row, { status: error.status ?? 0, body: error.body }, now);
  }
  if (error.kind === 'unreadable') return keepUnreadable(db, row.id, { status: error.status ?? 0, body: error.body }, now);
  if (error.effect === 'none') await setDoubt(db, row.id, row.response === null ? null : now);
  if (error.effect === 'done-or-not') await setDoubt(db, row.id, now);
  if (error.effect === 'pending') await setDoubt(db, row.id, after(now, owner.unknownOutcomeWaitMs));
}
