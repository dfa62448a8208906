/**
 * How long a checkout waits for things, in integer milliseconds. The values are part of the workflow's input, so a running
 * checkout keeps those that it was started with.
 */
export interface Policy {
  /** No answer from the lightbox: look the order up at Apruve after this long. */
  lostReturnAfterMs: number;
  /** How long the buyer may authorize, from opening. */
  authorizationWindowMs: number;
  /** How long an order may stay `pending` at Apruve, from its adoption. */
  approvalDeadlineMs: number;
  /** How often a `pending` order is re-read, in case a webhook was lost. */
  approvalPollMs: number;
  /** How long a waiting invoice may take to open once its order is accepted; an hour where it is not given. */
  invoiceWaitingMs?: number | undefined;
  /** How long a pending invoice may alone keep a checkout from its end; a day where it is not given. */
  pendingInvoiceMs?: number | undefined;
  /** How long before `expire_at` the merchant is warned. */
  expiryWarningMs: number;
  /** How long a request that got no answer may still land at Apruve. */
  unknownOutcomeWaitMs: number;
  /** How long a step tries at Apruve before it becomes unresolved and the process goes on without it. */
  stepBoundMs: number;
  /** First pause before an unresolved step is retried; doubles up to an hour. */
  stepRetryMs: number;
}
