import { defineSignal } from '@temporalio/workflow';
import { z } from 'zod';

/** A notification failed (its number and type), or all failed ones have been delivered since. */
export const receiverNewsSchema = z.discriminatedUnion('reachable', [
  z.strictObject({ reachable: z.literal(true) }),
  z.strictObject({ reachable: z.literal(false), sequence: z.int(), type: z.string() }),
]);
export type ReceiverNews = z.infer<typeof receiverNewsSchema>;

/** Signals a running checkout that its shop accepts no notifications, which needs a person. */
export const receiverSignal = defineSignal<[ReceiverNews]>('receiver');
