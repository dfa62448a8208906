/**
 * How long a checkout waits for things, all in integer milliseconds. The values travel in the workflow's input, so that a
 * running checkout keeps the ones it was started with, whatever the environment says later.
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
  /** How long before `expire_at` the merchant is warned. */
  expiryWarningMs: number;
  /** After a request that left without an answer: how long it may still land at Apruve. */
  unknownOutcomeWaitMs: number;
  /** How long a step may try at Apruve before the process goes on without it and comes back later. */
  stepBoundMs: number;
  /** First pause before a step that could not get through is tried again; doubles up to an hour. */
  stepRetryMs: number;
}
