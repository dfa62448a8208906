import type { Context } from 'hono';
import { acknowledgeAfterEnd } from '../../../activities/ledger/attention-after-end.ts';
import { findCheckout, type CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { acknowledgeUpdate } from '../../../workflows/contract/messages.ts';
import { acknowledging } from '../../../workflows/rules/attention.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { actorOf } from '../../http/identity/caller.ts';
import { Problem } from '../../http/problem.ts';
import { askCheckout, type Asked } from '../shared/ask-checkout.ts';
import { checkoutOf } from '../shared/find.ts';

/**
 * Acknowledges what a checkout shows under a code: through its process while that runs, in the ledger after the end. Throws `not-found`
 * where it shows nothing under the code.
 */
export async function acknowledge(
  c: Context<AppEnv>,
  deps: Deps,
  id: string,
  { code, note }: { code: string; note?: string | undefined },
): Promise<Pick<Asked, 'kind' | 'row'>> {
  const actor = actorOf(c.get('caller'));
  const before = await checkoutOf(c, deps, id);
  const isDone = ({ facts }: CheckoutRow): boolean => facts !== null && acknowledging(facts, code) === 'unchanged';
  const asked = await askCheckout(c, deps, before, { update: acknowledgeUpdate, args: [{ code, note, actor }], isDone });
  if (asked.kind !== 'ended' || isDone(asked.row)) return asked;
  const verdict = acknowledging(asked.row.facts ?? { attentions: [] }, code);
  if (verdict !== 'unchanged' && !verdict.allowed) throw new Problem(verdict.code, verdict.reason);
  await acknowledgeAfterEnd(deps.db, asked.row, { code, actor, note: note ?? null }, new Date());
  return { kind: 'done', row: (await findCheckout(deps.db, id)) ?? asked.row };
}
