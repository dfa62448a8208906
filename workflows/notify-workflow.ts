import { ActivityFailure, CancellationScope, isCancellation, setHandler } from '@temporalio/workflow';
import { wakeSchema, wakeSignal, type NotifyInput } from './contract/notify.ts';
import { sendNotifications } from './activity-proxies.ts';

/**
 * Tells the shop what is in a checkout's outbox, in its order. Retries are Temporal's, so a receiver that is away for days
 * costs no history; whoever resends by hand does not wait for them. Ends when the outbox is empty.
 */
export async function notifyWorkflow({ checkoutId }: NotifyInput): Promise<void> {
  let woken = false;
  let sending = new CancellationScope();
  setHandler(wakeSignal, (wake) => {
    woken = true;
    if (wakeSchema.safeParse(wake).data?.atOnce === true) sending.cancel();
  });
  for (let outcome = 'more'; outcome === 'more' || woken;) {
    woken = false;
    sending = new CancellationScope();
    outcome = await sending.run(() => sendNotifications(checkoutId)).catch((error) => whenWoken(error, sending));
  }
}

/**
 * Woken in the pause after a failed try, or during a try that then fails: Temporal does not repeat a call that is being
 * canceled, whatever it ends with. That one is over, the next begins.
 */
function whenWoken(error: unknown, { consideredCancelled }: CancellationScope): 'more' {
  const isOver = isCancellation(error) || (consideredCancelled && error instanceof ActivityFailure);
  if (isOver && !CancellationScope.current().consideredCancelled) return 'more';
  throw error;
}
