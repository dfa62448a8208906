import { ActivityFailure, CancellationScope, isCancellation, setHandler } from '@temporalio/workflow';
import { wakeSchema, wakeSignal, type NotifyInput } from './contract/notify.ts';
import { sendNotifications } from './activity-proxies.ts';

/**
 * Sends the shop what is in a checkout's outbox, in its order. Retries are Temporal's, so a receiver that is away for days adds
 * nothing to the history. A resend by hand cancels the pause between two of them. Ends when the outbox is empty.
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
 * The sender was woken in the pause after a failed attempt, or during one that then failed: Temporal does not retry an activity that
 * is being canceled, whatever it ends with. So the next one is started here.
 */
function whenWoken(error: unknown, { consideredCancelled }: CancellationScope): 'more' {
  const isOver = isCancellation(error) || (consideredCancelled && error instanceof ActivityFailure);
  if (isOver && !CancellationScope.current().consideredCancelled) return 'more';
  throw error;
}
