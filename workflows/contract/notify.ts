import { defineSignal } from '@temporalio/workflow';
import { z } from 'zod';

export const NOTIFY_WORKFLOW_TYPE = 'notifyWorkflow';
/** One at a time per checkout: its notifications are sent in their order. */
const notifyWorkflowId = (checkoutId: string): string => `${checkoutId}/notify`;

/** Whose outbox is to be sent. */
export interface NotifyInput {
  checkoutId: string;
}

/** `atOnce` does not wait for the pause after a failed try. A signal that cannot be read wakes as well, without haste. */
export const wakeSchema = z.object({ atOnce: z.boolean() });
type Wake = z.infer<typeof wakeSchema>;

export const wakeSignal = defineSignal<[Wake]>('wake');

/** How the sender of a checkout's notifications is woken, and started where it sleeps for good. */
export const notifyStart = (checkoutId: string, wake: Wake) => ({
  workflowId: notifyWorkflowId(checkoutId),
  args: [{ checkoutId }] satisfies [NotifyInput],
  signal: wakeSignal,
  signalArgs: [wake] satisfies [Wake],
});

/** A notification was given up (its number and type), or everything that was given up has been delivered since. */
export const receiverNewsSchema = z.discriminatedUnion('reachable', [
  z.strictObject({ reachable: z.literal(true) }),
  z.strictObject({ reachable: z.literal(false), sequence: z.int(), type: z.string() }),
]);
export type ReceiverNews = z.infer<typeof receiverNewsSchema>;

/** Tells a running checkout that its shop cannot be told, which needs a person. */
export const receiverSignal = defineSignal<[ReceiverNews]>('receiver');
