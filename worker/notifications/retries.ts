import type { NotificationRow } from '../../activities/ledger/outbox.ts';
import type { Delivery } from '../../activities/notifications/deliver.ts';

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 3_600_000;

/** The state of a notification after a try: `failed` once it has been tried for `retryForMs`, since it was written or resent. */
export function stateAfter(
  { at, error }: Pick<Delivery, 'at' | 'error'>,
  { tryingSince }: Pick<NotificationRow, 'tryingSince'>,
  retryForMs: number,
): NotificationRow['state'] {
  if (error === null) return 'delivered';
  const since = tryingSince?.getTime() ?? Date.parse(at);
  return Date.parse(at) - since >= retryForMs ? 'failed' : 'pending';
}

/**
 * The pause after a try that was not accepted, in ms, given what was tried before: what the receiver asks for, or 1 s that doubles
 * with each try since it was written or resent; an hour at most.
 */
export function pauseAfter(
  { attempts, tryingSince }: Pick<NotificationRow, 'attempts' | 'tryingSince'>,
  retryAfter: number | null,
): number {
  const before = attempts.filter(({ at }) => tryingSince !== null && Date.parse(at) >= tryingSince.getTime()).length;
  return Math.min(retryAfter ?? FIRST_PAUSE_MS * 2 ** before, MAX_PAUSE_MS);
}
