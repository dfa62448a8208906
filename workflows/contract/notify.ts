import { defineSignal } from '@temporalio/workflow';
import { z } from 'zod';

export const NOTIFY_WORKFLOW_TYPE = 'notifyWorkflow';
/** One workflow at a time per checkout, so that its notifications are sent in order. */
const notifyWorkflowId = (checkoutId: string): string => `${checkoutId}/notify`;

/** The checkout whose outbox is sent. */
export interface NotifyInput {
  checkoutId: string;
}

/**
 * `atOnce` skips the pause after a failed attempt. A signal that cannot be parsed wakes the sender too, without skipping the
 * pause.
 */
export const wakeSchema = z.object({ atOnce: z.boolean() });
type Wake = z.infer<typeof wakeSchema>;

export const wakeSignal = defineSignal<[Wake]>('wake');

/** How the sender of a checkout's notifications is woken, or started when none runs. */
export const notifyStart = (checkoutId: string, wake: Wake) => ({
  workflowId: notifyWorkflowId(checkoutId),
  args: [{ checkoutId }] satisfies [NotifyInput],
  signal: wakeSignal,
  signalArgs: [wake] satisfies [Wake],
});

/** A notification failed (its number and type), or all failed ones have been delivered since. */
export const receiverNewsSchema = z.discriminatedUnion('reachable', [
  z.strictObject({ reachable: z.literal(true) }),
  z.strictObject({ reachable: z.literal(false), sequence: z.int(), type: z.string() }),
]);
export type ReceiverNews = z.infer<typeof receiverNewsSchema>;

/** Signals a running checkout that its shop accepts no notifications, which needs a person. */
export const receiverSignal = defineSignal<[ReceiverNews]>('receiver');
