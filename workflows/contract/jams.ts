/** A workflow that cannot go on. */
export interface Jammed {
  workflowId: string;
  type: string;
  /** In Temporal's words. */
  why: string;
}

/** `missing`: nobody made the schedule, or it was deleted. `stalled`: it has started nothing for some periods. */
export type ScheduleState = 'running' | 'paused' | 'missing' | 'stalled';
export const SCHEDULE_STATES: readonly ScheduleState[] = ['running', 'paused', 'missing', 'stalled'];

/** What Temporal shows of what does not go on. */
export interface Jams {
  /** Running, and failing at every try. */
  stuck: Jammed[];
  /** Ids of checkouts whose workflow has ended in another way than by itself. It may run again since. */
  cut: string[];
  /** Of reconciliation. */
  schedule: ScheduleState;
}
