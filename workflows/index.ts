/** Every workflow type by its name in Temporal: what the worker's bundle holds. */
export { checkChannelWorkflow } from './check-channel-workflow.ts';
export { registerWebhookWorkflow } from './register-webhook-workflow.ts';
export { testReceiverWorkflow } from './test-receiver-workflow.ts';
export { checkoutWorkflow } from './checkout-workflow.ts';
export { readCreditWorkflow } from './read-credit-workflow.ts';
export { reconcileWorkflow } from './reconcile-workflow.ts';
export { returnWorkflow } from './return-workflow.ts';
export { findOrphansWorkflow } from './find-orphans-workflow.ts';
export { releaseOrderWorkflow } from './release-order-workflow.ts';
