import type { ApruveEvent } from '../../workflows/contract/messages.ts';
import { tellsFunding } from '../../workflows/rules/events.ts';
import type { ActivityDeps } from '../deps.ts';
import type { CheckoutRow } from '../ledger/checkouts.ts';
import { recordFunding } from '../ledger/funding-after-end.ts';

/**
 * Handles an event that comes after the end of its checkout, and answers its outcome: a funding is still recorded, and the shop is
 * notified of it. Null where the channel is not configured any more: the event waits for it.
 */
export async function applyAfterEnd(
  { db, clock, channel, workflows }: ActivityDeps,
  checkout: CheckoutRow,
  message: ApruveEvent,
): Promise<'applied' | 'late' | null> {
  const { invoiceId } = message;
  if (checkout.facts === null || invoiceId === undefined || !tellsFunding(checkout.facts, message)) return 'late';
  const found = await channel(checkout.channel).catch(() => null);
  if (found === null) return null;
  const notifyMode = found.receiver === null ? undefined : found.mode;
  const now = clock();
  const isNews = await recordFunding(db, checkout.id, { invoiceId, at: message.at ?? now.toISOString() }, notifyMode, now);
  if (isNews && notifyMode !== undefined) await workflows.wakeNotifications(checkout.id);
  return isNews ? 'applied' : 'late';
}
