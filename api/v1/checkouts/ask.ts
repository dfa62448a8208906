import type { UpdateDefinition } from '@temporalio/common';
import type { Context } from 'hono';
import { findCheckout, type CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import type { Answer } from '../../../workflows/contract/messages.ts';
import { isFinal } from '../../../workflows/rules/status.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem, unavailable } from '../../http/problem.ts';
import { updateIdOf } from '../../temporal/workflows.ts';
import { start } from './open.ts';

const ID_FORM = /^chk_[a-z2-7]{26}$/;

/** The checkout that a path names, as far as the caller may see it. */
export async function checkoutOf(c: Context<AppEnv>, { db }: Deps, id: string): Promise<CheckoutRow> {
  const row = ID_FORM.test(id) ? await findCheckout(db, id, c.get('caller').channel) : null;
  if (row === null) throw new Problem('not-found', `There is no checkout "${id}".`);
  return row;
}

/**
 * What an action came to, and the checkout as it is after it. `pending` has an answer where the process gave one. `ended`: it
 * ended before it could be asked.
 */
export type Asked =
  | { kind: 'done'; answer?: Answer; row: CheckoutRow }
  | { kind: 'pending'; answer?: Answer; row: CheckoutRow }
  | { kind: 'ended'; row: CheckoutRow };

/**
 * Asks a running checkout for something and reads what became of it. The ledger decides what exists: where no workflow
 * listens, a final row means that the checkout has ended, and any other that the process must come back first (503). `isSo` tells
 * by the ledger that what was left unresolved has been done since.
 */
export async function askCheckout<Args extends unknown[]>(
  c: Context<AppEnv>,
  deps: Deps,
  before: CheckoutRow,
  update: UpdateDefinition<Answer, Args>,
  args: Args,
  isSo: (row: CheckoutRow) => boolean = () => false,
): Promise<Asked> {
  if (isFinal(before.status)) return { kind: 'ended', row: before };
  if (before.facts === null && (await start(deps, before, 200)) === null) return ended(deps, before);
  const updateId = updateIdOf(update, before.id, c.get('idempotency'));
  const send = (id: string): Promise<Asked> => answered(deps, before, deps.workflows.update(before.id, update, args, id));
  const asked = await send(updateId);
  if (asked.kind === 'pending' && isSo(asked.row)) return { ...asked, kind: 'done' };
  return wasOvertaken(asked) ? send(`${updateId}-${asked.row.version}`) : asked;
}

type Reply = Awaited<ReturnType<Deps['workflows']['update']>>;

async function answered(deps: Deps, before: CheckoutRow, asking: Promise<Reply>): Promise<Asked> {
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
 * True where a repeat got the answer that its update had before: unresolved then, though nothing is unresolved now, and what it
 * asked for was not made. Asked anew, the process finds done what is done, and tries again what Apruve has refused.
 */
function wasOvertaken(asked: Asked): boolean {
  const { row } = asked;
  if (asked.kind !== 'pending' || asked.answer === undefined || row.facts === null) return false;
  const { invoiceNumber, shipmentNumber } = asked.answer;
  const made = row.facts.invoices.some(
    ({ number, shipments }) => number === invoiceNumber || shipments.some((shipment) => shipment.number === shipmentNumber),
  );
  return !made && row.facts.unresolved.length === 0 && !isFinal(row.status);
}

/** A process that ended while the request waited says so: the ledger then knows how. */
function goneWhenFinished(error: unknown): { kind: 'gone' } {
  if (error instanceof Problem && error.code === 'checkout-finished') return { kind: 'gone' };
  throw error;
}

async function ended({ db }: Deps, before: CheckoutRow): Promise<Asked> {
  return { kind: 'ended', row: (await findCheckout(db, before.id)) ?? before };
}

export const finished = ({ id, status }: CheckoutRow): Problem =>
  new Problem('checkout-finished', `The checkout ${id} has ended as ${status}; nothing more can be asked of it.`);

/**
 * The checkout as it is after a call that may be repeated; null while it is under way. What is so already is answered as it
 * stands, after the end too; everything else is refused then.
 */
export function settledRow(asked: Asked, isSoAlready: (row: CheckoutRow) => boolean = () => false): CheckoutRow | null {
  if (asked.kind === 'done' || isSoAlready(asked.row)) return asked.row;
  if (asked.kind === 'ended') throw finished(asked.row);
  return null;
}
