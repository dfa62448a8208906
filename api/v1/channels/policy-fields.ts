import { z } from '@hono/zod-openapi';
import { formatDuration, parseDuration } from '../../../worker/platform/duration.ts';
import type { Policy } from '../../../workflows/contract/policy.ts';

/** The names of the policies of a channel in the API. */
export const POLICY_NAMES = [
  'lost_return_after',
  'authorization_window',
  'approval_deadline',
  'approval_poll',
  'invoice_waiting',
  'pending_invoice',
  'expiry_warning',
  'unknown_outcome_wait',
  'step_bound',
  'step_retry',
] as const;
type PolicyName = (typeof POLICY_NAMES)[number];
const POLICIES: Record<PolicyName, keyof Policy> = {
  lost_return_after: 'lostReturnAfterMs',
  authorization_window: 'authorizationWindowMs',
  approval_deadline: 'approvalDeadlineMs',
  approval_poll: 'approvalPollMs',
  invoice_waiting: 'invoiceWaitingMs',
  pending_invoice: 'pendingInvoiceMs',
  expiry_warning: 'expiryWarningMs',
  unknown_outcome_wait: 'unknownOutcomeWaitMs',
  step_bound: 'stepBoundMs',
  step_retry: 'stepRetryMs',
};

const durationField = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0, 'is not a duration such as 15m, 24h or 45d')
  .openapi({ example: '24h' });
export const policyField = z
  .partialRecord(z.enum(POLICY_NAMES), durationField.nullable())
  .openapi({ description: 'What differs from the policies of the environment; null: the one of the environment again.' });

/** The policies that hold, by their names. */
export const policyView = (policy: Policy): Record<string, string> =>
  Object.fromEntries(POLICY_NAMES.flatMap((name) => shownPolicy(name, policy)));

function shownPolicy(name: PolicyName, policy: Policy): [string, string][] {
  const ms = policy[POLICIES[name]];
  return ms === undefined ? [] : [[name, formatDuration(ms)]];
}

/** The names of the policies that a channel has itself. */
export const ownPolicies = (own: Partial<Policy>): PolicyName[] =>
  POLICY_NAMES.filter((name) => own[POLICIES[name]] !== undefined);

/** The policies that a channel has itself after a change, in ms: null takes one away, an absent one stays. */
export const mergedPolicy = (before: Partial<Policy>, change: z.infer<typeof policyField>): Partial<Policy> =>
  Object.fromEntries(
    POLICY_NAMES.flatMap((name) => {
      const text = change[name];
      const ms = text === undefined ? before[POLICIES[name]] : parseDuration(text ?? '');
      return ms === undefined ? [] : [[POLICIES[name], ms]];
    }),
  );
