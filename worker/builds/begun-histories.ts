import type { HistoryAndWorkflowId } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

/**
 * Those histories that can be replayed. A run that waits for its first task, as one does that follows its run before within a second, has
 * one event and nothing to repeat: a replay of it never ends.
 */
export async function* begunHistories(histories: AsyncIterable<HistoryAndWorkflowId>): AsyncGenerator<HistoryAndWorkflowId> {
  for await (const one of histories) if (isBegun(one.history as temporal.api.history.v1.IHistory)) yield one;
}

const isBegun = ({ events }: temporal.api.history.v1.IHistory): boolean => (events?.length ?? 0) > 1;
