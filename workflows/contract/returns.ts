import { defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { CheckoutInput, Facts, NewAttention } from './checkout.ts';
import type { Policy } from './policy.ts';
import { cleanedText, plainText, shortText } from './fields.ts';
import type { ApruveEvent } from './requests.ts';
import type { Refusal } from './failures.ts';
import type { ShipmentChange, ShipmentPlan } from './step-context.ts';

export const RETURN_WORKFLOW_TYPE = 'returnWorkflow';
/** One workflow at a time per checkout: its returns and, after its end, everything else. */
export const returnWorkflowId = (checkoutId: string): string => `${checkoutId}/returns`;

/** The input of the workflow that makes a checkout's returns, and goes on with it after its end. */
export interface ReturnsInput {
  checkoutId: string;
  policy: Pick<Policy, 'unknownOutcomeWaitMs' | 'stepBoundMs' | 'stepRetryMs'>;
}

export const returnReason = shortText.min(1, 'is empty');
/** Leaves room for our id of the return, which ends what Apruve gets. */
export const returnNotes = cleanedText(3_000);

/** A return of goods of one invoice. `requestId` makes a repeat the same return; integer cents. */
export const returnRequestSchema = z.strictObject({
  requestId: plainText(128).min(1),
  invoiceId: plainText(128).min(1),
  amountCents: z.int(),
  reason: returnReason,
  merchantNotes: returnNotes.optional(),
  actor: plainText(255).optional(),
});
export type ReturnRequest = z.infer<typeof returnRequestSchema>;

/** `unresolved`: Apruve does not answer; the return is retried, and made once. */
export type ReturnAnswer = { outcome: 'done'; returnId: string } | { outcome: 'unresolved' };

/** What the activity that makes a return returns. `shown`: the running checkout shows that the return could not get through. */
export type ReturnOutcome = { returnId: string } | { refusal: Refusal; shown?: boolean };

/** The attention that another process raises on a running checkout. 0.1.0 called the subject `step`. */
export const attentionSchema = z
  .strictObject({
    code: plainText(128),
    message: plainText(3_500),
    subject: plainText(255).optional(),
    step: plainText(255).optional(),
  })
  .transform(({ code, message, subject, step = '' }): NewAttention => ({ code, message, subject: subject ?? step }));
export const attentionSignal = defineSignal<[NewAttention]>('attention');

/** A checkout as the ledger shows it after its end. */
export interface EndedCheckout {
  input: CheckoutInput;
  facts: Facts;
  /** How many numbered steps of each kind there were: the next one needs a row of its own. */
  counts: Record<string, number>;
}

/** A shipment, or a change of one, that could not get through before the checkout ended. */
export interface LeftStep {
  step: string;
  redo: { type: 'shipInvoice'; plan: ShipmentPlan } | { type: 'changeShipment'; change: ShipmentChange };
}
/** What the process of a checkout leaves to the one after its end: steps that are stuck, and events that nobody has looked at. */
export interface HandOver {
  steps: LeftStep[];
  events: ApruveEvent[];
}
export const handOverSignal = defineSignal<[HandOver]>('handOver');

export const returnInvoiceUpdate = defineUpdate<ReturnAnswer, [ReturnRequest]>('returnInvoice');
