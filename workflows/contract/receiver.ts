import { defineSignal } from '@temporalio/workflow';
import { z } from 'zod';

/** A notification that failed, and who was not told; absent in the histories of before there were several receivers. */
const undeliveredSchema = z.strictObject({
  sequence: z.int(),
  type: z.string(),
  receiver: z.strictObject({ id: z.string(), host: z.string() }).optional(),
});
export type Undelivered = z.infer<typeof undeliveredSchema>;

/** A notification failed, or all failed ones have been delivered since. */
export const receiverNewsSchema = z.discriminatedUnion('reachable', [
  z.strictObject({ reachable: z.literal(true) }),
  undeliveredSchema.extend({ reachable: z.literal(false) }),
]);
export type ReceiverNews = z.infer<typeof receiverNewsSchema>;

/** Signals a running checkout that its shop accepts no notifications, which needs a person. */
export const receiverSignal = defineSignal<[ReceiverNews]>('receiver');

/** The type of the notification that tests a receiver: it is about no checkout. */
export const RECEIVER_TEST = 'receiver.test';

/** What became of a test notification. */
export interface ReceiverTest {
  ok: boolean;
  /** The status of the answer; null where none came. */
  status: number | null;
  /** A sentence for the administrator. */
  detail: string;
}

export const TEST_RECEIVER_WORKFLOW_TYPE = 'testReceiverWorkflow';

/** How a test is started: one at a time for each receiver, and whoever asks meanwhile gets its answer. */
export const testReceiverStart = (channel: string, receiver: string) => ({
  workflowId: `test-receiver-${channel}-${receiver}`,
  args: [channel, receiver] satisfies [string, string],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
});
