import { defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { NewAttention } from './checkout.ts';
import type { Policy } from './policy.ts';
import { storable } from './requests.ts';
import type { Refusal } from './failures.ts';

export const RETURN_WORKFLOW_TYPE = 'returnWorkflow';
/** One workflow at a time per checkout; it can run long after the checkout has ended. */
export const returnWorkflowId = (checkoutId: string): string => `${checkoutId}/returns`;

/** The input of the workflow that makes a checkout's returns. */
export interface ReturnsInput {
  checkoutId: string;
  policy: Pick<Policy, 'unknownOutcomeWaitMs' | 'stepBoundMs' | 'stepRetryMs'>;
}

/** A return of goods of one invoice. `requestId` makes a repeat the same return; integer cents. */
export const returnRequestSchema = z.strictObject({
  requestId: storable(128).min(1),
  invoiceId: storable(128).min(1),
  amountCents: z.int(),
  reason: storable(255).min(1),
  merchantNotes: storable(3_000).optional(),
  actor: storable(255).optional(),
});
export type ReturnRequest = z.infer<typeof returnRequestSchema>;

/** `unresolved`: Apruve does not answer; the return is retried, and made once. */
export type ReturnAnswer = { outcome: 'done'; returnId: string } | { outcome: 'unresolved' };

/** What the activity that makes a return returns. `shown`: the running checkout shows that the return could not get through. */
export type ReturnOutcome = { returnId: string } | { refusal: Refusal; shown?: boolean };

/** The attention that another process raises on a running checkout. 0.1.0 called the subject `step`. */
export const attentionSchema = z
  .strictObject({
    code: storable(128),
    message: storable(3_500),
    subject: storable(255).optional(),
    step: storable(255).optional(),
  })
  .transform(({ code, message, subject, step = '' }): NewAttention => ({ code, message, subject: subject ?? step }));
export const attentionSignal = defineSignal<[NewAttention]>('attention');

export const returnInvoiceUpdate = defineUpdate<ReturnAnswer, [ReturnRequest]>('returnInvoice');
