/** Where the activities that nobody waits for are done, beside the task queue of the workflows: on slots of their own. */
export const backgroundQueue = (taskQueue: string): string => `${taskQueue}-background`;

/** Which of Temporal's tasks go first where they share a queue; 1 is the first. What is neither has Temporal's own, 3. */
export const PRIORITY = { till: { priorityKey: 1 }, background: { priorityKey: 5 } } as const;
