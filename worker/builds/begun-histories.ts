import type { HistoryAndWorkflowId } from '@temporalio/client';

/**
 * Those histories that can be replayed. A run that waits for its first task, as one does that follows its run before within a second, has
 * one event and nothing to repeat: a replay of it never ends.
 */
export async function* begunHistories(histories: AsyncIterable<HistoryAndWorkflowId>): AsyncGenerator<HistoryAndWorkflowId> {
  for await (const one of histories) if (isBegun(one.history)) yield one;
}

const isBegun = (history: unknown): boolean =>
  typeof history === 'object' &&
  history !== null &&
  'events' in history &&
  Array.isArray(history.events) &&
  history.events.length > 1;
