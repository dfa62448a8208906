import { CARRIED_FORMAT } from '../contract/build.ts';
import type { CheckoutInput, Facts, UnresolvedStep } from '../contract/checkout.ts';
import type { Answer } from '../contract/messages.ts';
import type { ReturnRequest } from '../contract/returns.ts';
import type { CarriedAnswers } from './answers.ts';
import type { CheckoutProcess } from './checkout-process.ts';
import type { CarriedEvents } from './event-log.ts';
import type { CarriedInvoiceRequests } from './invoice-requests.ts';
import type { CarriedSteps } from './step-log.ts';

/**
 * All that a checkout's process knows, as plain data: what a run carries into the next one, perhaps of a newer build, or of an older one
 * after going back. So fields are only added, and only such as may be left out.
 */
export interface Carried {
  /** `CARRIED_FORMAT` of the build that carried it. */
  format: number;
  facts: Facts;
  /** The last version that was given to a step, done or not. */
  version: number;
  steps: CarriedSteps;
  events: CarriedEvents;
  invoiceRequests: CarriedInvoiceRequests;
  answers: CarriedAnswers<Answer>;
}

/** What a process at rest carries into its next run. */
export const carriedOf = ({ facts, version, steps, events, invoiceRequests, answers }: CheckoutProcess): Carried => ({
  format: CARRIED_FORMAT,
  facts,
  version,
  steps: steps.carried,
  events: events.carried,
  invoiceRequests: invoiceRequests.carried,
  answers: answers.carried,
});

/** What the process of a checkout's returns carries, with what it knows of the checkout after its end. */
export interface CarriedReturns {
  format: number;
  /** What is asked for in each return that waits for its next try. */
  requests: [step: string, request: ReturnRequest][];
  unresolved: UnresolvedStep[];
  /** Null where nothing has happened to the checkout after its end. */
  ended: { input: CheckoutInput; carried: Carried } | null;
  answers: CarriedAnswers<Answer>;
}
