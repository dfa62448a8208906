import type { Context } from 'hono';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { shownPending } from './answer.ts';
import { askCheckout, finished, type Asked, type Question, type UpdateArgs } from './ask-checkout.ts';
import { askInTurn } from './ask-in-turn.ts';
import { checkoutOf } from './find.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';

/** What a call does with the checkout of its path. */
export interface Command<Args extends UpdateArgs> extends Omit<Question<Args>, 'args'> {
  /** The arguments of the update. Throws when the caller may not request it of the checkout as it is. */
  args: (before: CheckoutRow) => Args | Promise<Args>;
  /** Whether a checkout that has ended and `isDone` is still answered with 200. By default it is `checkout-finished`. */
  repeatsAfterEnd?: boolean;
  /** True when the ledger shows that the call changes nothing: it is answered without the process. */
  isUnchanged?: (before: CheckoutRow) => boolean;
  /** Runs before the call is refused because the checkout has ended. */
  onEnded?: (row: CheckoutRow) => Promise<void>;
  /** Set for what a shop, or its buyer's browser, can repeat without end. */
  inTurn?: InTurn<Args> | undefined;
}

/** How a call of a shop is bounded. */
interface InTurn<Args> {
  /** The order id that it brings. */
  orderId?: string;
  /** Its arguments where it has waited for its turn; the same by default. */
  spaced?: Args;
}

/**
 * Runs a command: finds the checkout, asks its process, and answers with `done`. It answers 202 with the checkout while the
 * process is still at work. Throws `not-found`, `checkout-finished`, and what the process refuses with.
 */
export async function runCommand<Args extends UpdateArgs, Done>(
  c: Context<AppEnv>,
  deps: Deps,
  { args, repeatsAfterEnd = false, isUnchanged, onEnded, inTurn, ...question }: Command<Args>,
  done: (row: CheckoutRow) => Promise<Done>,
) {
  const before = await checkoutOf(c, deps, c.req.param('id') ?? '');
  const given = await args(before);
  if (isUnchanged?.(before) === true) return done(before);
  const ask = (isSpaced: boolean): Promise<Asked> =>
    askCheckout(c, deps, before, { ...question, args: isSpaced ? (inTurn?.spaced ?? given) : given });
  const { kind, row } = await (inTurn === undefined ? ask(false) : askInTurn(deps, before, inTurn.orderId, ask));
  const isRepeat = kind === 'ended' && repeatsAfterEnd && question.isDone?.(row);
  if (kind === 'done' || isRepeat) return done(row);
  if (kind === 'pending') return c.json(await shownPending(c, deps, row), 202);
  await onEnded?.(row);
  throw finished(row);
}
