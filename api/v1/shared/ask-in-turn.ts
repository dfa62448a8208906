import { passShopCall, takeBackId, takeBackTurn } from '../../../activities/ledger/shop-calls.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { otherAdopted } from '../../../workflows/rules/actions.ts';
import { SHOP_CALLS, WRONG_IDS, type Passage } from '../../../workflows/rules/shop-calls.ts';
import type { Deps } from '../../deps.ts';
import { Problem } from '../../http/problem.ts';
import type { Asked } from './ask-checkout.ts';

/**
 * Asks a process in the name of a shop, within the bounds of `workflows/rules/shop-calls.ts`. What the ledger knows is answered without
 * the process: an order id that is adopted, one that came second, one that was refused before. `ask` is told whether the call had to
 * wait for its turn. Throws `too-many-attempts` while it has to.
 */
export async function askInTurn(
  deps: Deps,
  before: CheckoutRow,
  orderId: string | undefined,
  ask: (isSpaced: boolean) => Promise<Asked>,
): Promise<Asked> {
  const passed = await passShopCall(deps.db, before, orderId, deps.clock());
  switch (passed.kind) {
    case 'ended':
      return { kind: 'ended', row: passed.row };
    case 'adopted':
      return answerAdopted(deps, passed.row, orderId);
    case 'refused':
      throw new Problem('authorization-mismatch', passed.why);
    case 'wait':
      throw tooManyAttempts(passed);
    default:
      return askCounted(deps, before.id, passed, orderId, ask);
  }
}

/** The order of a second tab may hold credit that no checkout needs. */
async function answerAdopted({ workflows }: Deps, row: CheckoutRow, orderId = ''): Promise<Asked> {
  if (row.apruveOrderId === orderId) return { kind: 'done', row };
  await workflows.releaseOrder({ channel: row.channel, orderId });
  const { code, reason } = otherAdopted(row.apruveOrderId ?? '');
  throw new Problem(code, reason);
}

async function askCounted(
  { db, clock }: Deps,
  checkoutId: string,
  { kind, known }: Passage,
  orderId: string | undefined,
  ask: (isSpaced: boolean) => Promise<Asked>,
): Promise<Asked> {
  const isSpaced = kind === 'spaced';
  const settle = async (code?: string): Promise<void> => {
    const isUnheard = code === 'busy' || code === 'unavailable';
    if (isSpaced && isUnheard) await takeBackTurn(db, checkoutId, known, clock());
    if (!isSpaced && orderId !== undefined && code !== 'authorization-mismatch') await takeBackId(db, checkoutId, known);
  };
  try {
    const asked = await ask(isSpaced);
    if (asked.kind === 'pending') await settle();
    return asked;
  } catch (error) {
    await settle(error instanceof Problem ? error.code : 'internal-error');
    throw error;
  }
}

function tooManyAttempts({ forMs, why }: Extract<Passage, { kind: 'wait' }>): Problem {
  const seconds = Math.max(1, Math.ceil(forMs / 1_000));
  const what =
    why === 'wrong-ids'
      ? `${WRONG_IDS} order ids that are not of this checkout were brought. Bring the right one in ${seconds} s; an order that Apruve tells of itself is taken meanwhile.`
      : `This checkout was asked ${SHOP_CALLS} times. Ask again in ${seconds} s.`;
  return new Problem('too-many-attempts', what, { headers: { 'retry-after': String(seconds) } });
}
