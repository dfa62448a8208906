import type { FailureCode } from './failures.ts';

/** What Apruve says of a buyer's credit, or why it says nothing. A bad answer is a result here, no error. */
export type CreditAnswer =
  | {
      known: true;
      /** Integer cents; null where Apruve shows none. */
      availableCents: number | null;
      /** ISO 4217; null where Apruve shows none. */
      currency: string | null;
    }
  | { known: false; code: FailureCode; message: string };

/** Whose credit is asked for. */
export interface CreditQuestion {
  channel: string;
  email: string;
}

export const READ_CREDIT_WORKFLOW_TYPE = 'readCreditWorkflow';

/** How a question is started. Ids of workflows are readable, so this one says nothing of the buyer. */
export const readCreditStart = (question: CreditQuestion, id: string) => ({
  workflowId: `credit-${id}`,
  args: [question] satisfies [CreditQuestion],
});
