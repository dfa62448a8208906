import type { UpdateDefinition } from '@temporalio/common';
import type { Context } from 'hono';
import { findCheckout, type CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import type { Answer } from '../../../workflows/contract/messages.ts';
import { isFinal } from '../../../workflows/rules/status.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem, unavailable } from '../../http/problem.ts';
import { updateIdOf } from '../../temporal/workflows.ts';
import { start } from '../checkouts/open.ts';
import { assertUnchanged } from './if-match.ts';
import { withoutLines } from './kept-lines.ts';

/**
 * The outcome of an update, with the checkout as the ledger shows it afterwards. `pending` includes an answer if the process gave
 * one. `ended`: the checkout ended before the update reached it.
 */
export type Asked =
  | { kind: 'done'; answer?: Answer; row: CheckoutRow }
  | { kind: 'pending'; answer?: Answer; row: CheckoutRow }
  | { kind: 'ended'; row: CheckoutRow };

/** An update takes one argument or none. */
export type UpdateArgs = [] | [unknown];

/** An update of a running checkout. */
export interface Question<Args extends UpdateArgs> {
  update: UpdateDefinition<Answer, Args>;
  args: Args;
  /** True when the ledger shows that the checkout already is as requested. An unresolved update then counts as done. */
  isDone?: (row: CheckoutRow) => boolean;
  /** True for what may still be asked after the end. What `isDone` by then is not asked any more. */
  afterEnd?: true;
  /** The process judges `If-Match` itself, because it knows a repeat of what it has done, and what is under way. */
  judgesVersion?: true;
}

/**
 * Sends an update to a running checkout and reads the result from the ledger. The ledger decides what exists. When no workflow
 * answers, a final row means that the checkout has ended; with any other row its process must come back first (503).
 */
export async function askCheckout<Args extends UpdateArgs>(
  c: Context<AppEnv>,
  deps: Deps,
  before: CheckoutRow,
  question: Question<Args>,
): Promise<Asked> {
  const { update, args, isDone = () => false, judgesVersion } = question;
  if (judgesVersion === undefined) assertUnchanged(c, before);
  const updateId = updateIdOf(update, before.id, c.get('idempotency'));
  if (isFinal(before.status)) return askAfterEnd(deps, before, question, updateId);
  if (before.facts === null && (await start(deps, before, 200)) === null) return ended(deps, before);
  const send = (id: string): Promise<Asked> =>
    answeredAfter(
      deps,
      before,
      withoutLines(deps.db, before.id, { update, args }, (sent) => deps.workflows.update(before.id, update, sent, id)),
    );
  const asked = await send(updateId);
  if (asked.kind === 'ended') return askAfterEnd(deps, asked.row, question, updateId);
  if (asked.kind === 'pending' && isDone(asked.row)) return { ...asked, kind: 'done' };
  return wasOvertaken(asked) ? send(`${updateId}-${asked.row.version}`) : asked;
}

/** Asks the process that goes on after the end, which is started where none runs. */
async function askAfterEnd<Args extends UpdateArgs>(
  deps: Deps,
  row: CheckoutRow,
  { update, args, isDone = () => false, afterEnd }: Question<Args>,
  updateId: string,
): Promise<Asked> {
  if (afterEnd === undefined || isDone(row)) return { kind: 'ended', row };
  const send = (sent: Args): Promise<Reply> => deps.workflows.updateAfterEnd(row, update, sent, updateId);
  const asked = await answeredAfter(deps, row, withoutLines(deps.db, row.id, { update, args }, send));
  return asked.kind === 'pending' && isDone(asked.row) ? { ...asked, kind: 'done' } : asked;
}

type Reply = Awaited<ReturnType<Deps['workflows']['update']>>;

async function answeredAfter(deps: Deps, before: CheckoutRow, asking: Promise<Reply>): Promise<Asked> {
  const reply = await asking.catch(goneWhenFinished);
  const row = (await findCheckout(deps.db, before.id)) ?? before;
  if (reply.kind === 'answered') {
    const { answer } = reply;
    return answer.outcome === 'done' ? { kind: 'done', answer, row } : { kind: 'pending', answer, row };
  }
  if (reply.kind === 'accepted') return { kind: 'pending', row };
  if (isFinal(row.status)) return { kind: 'ended', row };
  throw unavailable(`No process takes requests for the checkout ${row.id} now. Send the request again later.`);
}

/**
 * True when a repeat got the stored answer of its update: unresolved at that time, although nothing is unresolved now and nothing
 * was made. Under a new update id the process answers what is done, and retries what Apruve refused.
 */
function wasOvertaken(asked: Asked): boolean {
  const { row } = asked;
  if (asked.kind !== 'pending' || asked.answer === undefined || row.facts === null) return false;
  const { invoiceNumber, shipmentNumber } = asked.answer;
  const made = row.facts.invoices.some(
    ({ number, shipments }) =>
      number === invoiceNumber || shipments.some((shipment) => shipment.number === shipmentNumber && shipment.automatic !== true),
  );
  return !made && row.facts.unresolved.length === 0 && !isFinal(row.status);
}

/** A process that ended while the request waited refuses with `checkout-finished`; the ledger then shows how it ended. */
function goneWhenFinished(error: unknown): { kind: 'gone' } {
  if (error instanceof Problem && error.code === 'checkout-finished') return { kind: 'gone' };
  throw error;
}

async function ended({ db }: Deps, before: CheckoutRow): Promise<Asked> {
  return { kind: 'ended', row: (await findCheckout(db, before.id)) ?? before };
}

export const finished = ({ id, status }: CheckoutRow): Problem =>
  new Problem('checkout-finished', `The checkout ${id} has ended as ${status}; nothing more can be asked of it.`);
