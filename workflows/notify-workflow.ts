import { CancellationScope, isCancellation, setHandler } from '@temporalio/workflow';
import { wakeSignal, type NotifyInput } from './contract/notify.ts';
import { sendNotifications } from './effects.ts';

/**
 * Tells the shop what is in a checkout's outbox, in its order. Retries are Temporal's, so a receiver that is away for days
 * costs no history; whoever resends by hand does not wait for them. Ends when the outbox is empty.
 */
export async function notifyWorkflow({ checkoutId }: NotifyInput): Promise<void> {
  let woken = false;
  let sending = new CancellationScope();
  setHandler(wakeSignal, ({ atOnce }) => {
    woken = true;
    if (atOnce) sending.cancel();
  });
  for (let outcome = 'more'; outcome === 'more' || woken;) {
    woken = false;
    sending = new CancellationScope();
    outcome = await sending.run(() => sendNotifications(checkoutId)).catch(whenWoken);
  }
}

/** Woken in the pause after a failed try: that one is over, the next begins. */
function whenWoken(error: unknown): 'more' {
  if (isCancellation(error) && !CancellationScope.current().consideredCancelled) return 'more';
  throw error;
}
