import type { temporal } from '@temporalio/proto';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';

type Event = temporal.api.history.v1.IHistoryEvent;

/** What lies further back than this is done anew from the ledger: it has all that counts. */
const TASKS_AT_MOST = 50;

/**
 * The last workflow task that a bundle can go on from: the id of the event with which it was completed. What was done up to there fits the
 * code; the commands of the task itself are asked for anew. Null where there is none among the last.
 */
export async function lastGoodTask(
  options: ReplayWorkerOptions,
  events: readonly Event[],
  workflowId: string,
): Promise<Event['eventId'] | null> {
  const completed = events.filter(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes != null);
  for (const { eventId } of completed.toReversed().slice(0, TASKS_AT_MOST)) {
    const before = events.filter((event) => Number(event.eventId) < Number(eventId));
    if (eventId != null && (await replays(options, before, workflowId))) return eventId;
  }
  return null;
}

async function replays(options: ReplayWorkerOptions, events: Event[], workflowId: string): Promise<boolean> {
  return Worker.runReplayHistory(options, { events }, workflowId).then(
    () => true,
    () => false,
  );
}
