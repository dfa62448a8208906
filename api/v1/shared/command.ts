import type { Context } from 'hono';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { shownPending } from './answer.ts';
import { askCheckout, finished, type Question, type UpdateArgs } from './ask-checkout.ts';
import { checkoutOf } from './find.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';

/** What a call does with the checkout of its path. */
export interface Command<Args extends UpdateArgs> extends Omit<Question<Args>, 'args'> {
  /** The arguments of the update. Throws when the caller may not request it of the checkout as it is. */
  args: (before: CheckoutRow) => Args | Promise<Args>;
  /** Whether a checkout that has ended and `isDone` is still answered with 200. By default it is `checkout-finished`. */
  repeatsAfterEnd?: boolean;
  /** Runs before the call is refused because the checkout has ended. */
  onEnded?: (row: CheckoutRow) => Promise<void>;
}

/**
 * Runs a command: finds the checkout, asks its process, and answers with `done`. It answers 202 with the checkout while the
 * process is still at work. Throws `not-found`, `checkout-finished`, and what the process refuses with.
 */
export async function runCommand<Args extends UpdateArgs, Done>(
  c: Context<AppEnv>,
  deps: Deps,
  { args, repeatsAfterEnd = false, onEnded, ...question }: Command<Args>,
  done: (row: CheckoutRow) => Promise<Done>,
) {
  const before = await checkoutOf(c, deps, c.req.param('id') ?? '');
  const { kind, row } = await askCheckout(c, deps, before, { ...question, args: await args(before) });
  const isRepeat = kind === 'ended' && repeatsAfterEnd && question.isDone?.(row);
  if (kind === 'done' || isRepeat) return done(row);
  if (kind === 'pending') return c.json(await shownPending(c, deps, row), 202);
  await onEnded?.(row);
  throw finished(row);
}
