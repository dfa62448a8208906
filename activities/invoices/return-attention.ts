import type { NewAttention } from '../../workflows/contract/checkout.ts';
import type { ActivityDeps } from '../deps.ts';
import { raiseAttention } from '../ledger/attention-after-end.ts';

/** Shows on a checkout that has ended what a return of it needs a person for. `makeReturn` takes it away. */
export async function raiseReturnAttention(
  { db, clock }: ActivityDeps,
  checkoutId: string,
  attention: NewAttention,
): Promise<void> {
  await raiseAttention(db, checkoutId, attention, clock());
}
