import type { Policy } from '../../../workflows/contract/policy.ts';
import { AT } from './a-checkout.ts';

export const MINUTE = 60_000;
export const policy: Policy = {
  lostReturnAfterMs: 15 * MINUTE,
  authorizationWindowMs: 1_440 * MINUTE,
  approvalDeadlineMs: 20_160 * MINUTE,
  approvalPollMs: 360 * MINUTE,
  invoiceWaitingMs: 60 * MINUTE,
  pendingInvoiceMs: 1_440 * MINUTE,
  expiryWarningMs: 10_080 * MINUTE,
  unknownOutcomeWaitMs: MINUTE,
  stepBoundMs: 2 * MINUTE,
  stepRetryMs: 5 * MINUTE,
};
/** So many minutes after the opening. */
export const at = (minutes: number): string => new Date(Date.parse(AT) + minutes * MINUTE).toISOString();
