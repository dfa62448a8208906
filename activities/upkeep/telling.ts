import { Context } from '@temporalio/activity';
import type { Facts } from '../../workflows/contract/checkout.ts';
import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import type { ActivityDeps } from '../deps.ts';
import { findCheckout, type CheckoutRow } from '../ledger/checkouts.ts';

const LOOK_EVERY_MS = 100;
/** How long a process has to take in what it was told. One that needs longer is told again by the next reconciliation. */
const TAKES_WITHIN_MS = 5_000;

/**
 * Sends the events that make a process read what differs, and answers how many of the differences it has taken in: what was sent and
 * changes nothing is no repair. `differencesOf` is asked again where the checkout has changed since.
 */
export async function tell(
  { db, clock }: Pick<ActivityDeps, 'db' | 'clock'>,
  { id, version }: Pick<CheckoutRow, 'id' | 'version'>,
  events: readonly ApruveEvent[],
  send: (event: ApruveEvent) => Promise<boolean>,
  differencesOf: (facts: Facts) => Promise<readonly ApruveEvent[]>,
): Promise<number> {
  let isHeard = false;
  for (const event of events) isHeard = (await send(event)) || isHeard;
  const giveUpAt = isHeard ? clock().getTime() + TAKES_WITHIN_MS : 0;
  let seen = version;
  let left = events.length;
  while (left > 0 && clock().getTime() < giveUpAt) {
    await Context.current().sleep(LOOK_EVERY_MS);
    Context.current().heartbeat();
    const row = await findCheckout(db, id);
    if (row?.facts == null || row.version === seen) continue;
    seen = row.version;
    left = (await differencesOf(row.facts)).length;
  }
  return Math.max(0, events.length - left);
}
