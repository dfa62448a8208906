import { and, eq } from 'drizzle-orm';
import type { RowAction } from '../../workflows/rules/rows.ts';
import { ApruveError } from '../apruve/errors.ts';
import { HTTP_TIMEOUT_MS } from '../apruve/http.ts';
import type { Read } from '../apruve/client.ts';
import { sha256 } from '../ledger/canonical.ts';
import { sourceIdOf } from '../ledger/commit.ts';
import type { Ledger } from '../ledger/database.ts';
import { paymentTransactions, type RecordedRequest, type RecordedResponse } from '../ledger/schema.ts';

/** The row of a step that changes something at Apruve, as it stands before the call. */
export interface PlannedStep {
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
  /** Tells a repeat that has no number of its own. */
  requestId?: string | undefined;
}

/** Whose row it is. */
export interface Owner {
  checkoutId: string;
  currency: string;
}

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
    const found = error.kind === 'refused' ? await findRefused(db, row, calls) : null;
    if (found !== null) return found;
    await recordFailure(db, row.id, planned.step, error, waitMs);
    throw error;
  }
}

/** Looks after a refusal. Where that fails nothing is under way any more, for Apruve has answered: the next try looks at once. */
async function findRefused<T>(db: Ledger, row: OpenRow, calls: StepCalls<T>): Promise<Read<T> | null> {
  try {
    return await calls.find();
  } catch (error) {
    await setDoubt(db, row.id, new Date());
    throw error;
  }
}

/**
 * How long after its row was marked a request may still leave: a process that was stopped for longer must not send, for by
 * then another one may have looked and sent. The mark so covers this time, the HTTP time-out and the wait behind it.
 */
const SEND_WITHIN_MS = 5_000;
const doubtUntil = (waitMs: number): Date => new Date(Date.now() + SEND_WITHIN_MS + HTTP_TIMEOUT_MS + waitMs);

interface OpenRow {
  id: number;
  isNew: boolean;
  response: RecordedResponse | null;
  inDoubtUntil: Date | null;
  /** Epoch ms. */
  sendBy: number;
}

const rowColumns = {
  id: paymentTransactions.id,
  requestHash: paymentTransactions.requestHash,
  response: paymentTransactions.response,
  inDoubtUntil: paymentTransactions.inDoubtUntil,
};

async function openRow(db: Ledger, about: Owner, planned: PlannedStep, waitMs: number): Promise<OpenRow> {
  const { step, action, amountCents, source, reference, request, actor, note, asked, requestId } = planned;
  const requestHash = sha256(JSON.stringify(request));
  const sendBy = Date.now() + SEND_WITHIN_MS;
  const [opened] = await db
    .insert(paymentTransactions)
    .values({
      checkoutId: about.checkoutId,
      step,
      action,
      amountCents,
      currency: about.currency,
      sourceId: source === null ? null : sourceIdOf(about.checkoutId, source),
      reference: reference ?? null,
      active: false,
      successful: false,
      request,
      requestHash,
      askedHash: asked === undefined ? null : sha256(asked),
      requestId: requestId ?? null,
      inDoubtUntil: doubtUntil(waitMs),
      actor: actor ?? null,
      note: note ?? null,
    })
    .onConflictDoNothing({ target: [paymentTransactions.checkoutId, paymentTransactions.step] })
    .returning({ id: paymentTransactions.id });
  if (opened !== undefined) return { id: opened.id, isNew: true, response: null, inDoubtUntil: null, sendBy };
  const [row] = await db
    .select(rowColumns)
    .from(paymentTransactions)
    .where(and(eq(paymentTransactions.checkoutId, about.checkoutId), eq(paymentTransactions.step, step)));
  if (row === undefined) throw new Error(`The row of ${step} is neither new nor there.`);
  if (row.requestHash !== requestHash) {
    throw new StepConflict(`The step ${step} was begun with another request: it needs a name of its own.`);
  }
  return { id: row.id, isNew: false, response: row.response, inDoubtUntil: row.inDoubtUntil, sendBy };
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

async function setDoubt(db: Ledger, rowId: number, inDoubtUntil: Date | null): Promise<void> {
  await db.update(paymentTransactions).set({ inDoubtUntil }).where(eq(paymentTransactions.id, rowId));
}

/** Keeps what is known: a refusal completes the row, a sure non-effect takes the doubt away, an answered 5xx is looked up at once. */
async function recordFailure(db: Ledger, rowId: number, step: string, error: ApruveError, waitMs: number): Promise<void> {
  if (error.kind === 'refused' || error.kind === 'not-found') {
    const response = { status: error.status ?? 0, body: error.body };
    const set = { response, step: `${step}:refused:${rowId}`, inDoubtUntil: null, updatedAt: new Date() };
    await db.update(paymentTransactions).set(set).where(eq(paymentTransactions.id, rowId));
    return;
  }
  if (error.effect === 'none') await setDoubt(db, rowId, null);
  if (error.effect === 'done-or-not') await setDoubt(db, rowId, new Date());
  if (error.effect === 'pending') await setDoubt(db, rowId, new Date(Date.now() + waitMs));
}
