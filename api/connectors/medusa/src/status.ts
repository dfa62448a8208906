import type { PaymentSessionStatus } from '@medusajs/framework/types';
import type { Checkout } from '../../../client/index.ts';

type Status = Checkout['status'];

/** The status of a checkout in Medusa's words. */
export const STATUSES: Record<Status, PaymentSessionStatus> = {
  awaiting_authorization: 'pending',
  awaiting_approval: 'requires_more',
  authorized: 'authorized',
  invoiced: 'authorized',
  paid: 'captured',
  declined: 'error',
  canceled: 'canceled',
  expired: 'canceled',
  abandoned: 'canceled',
};

/** Apruve has accepted the order: the buyer's credit is held for it, or was. */
export const isAccepted = (status: Status): boolean => ['authorized', 'invoiced', 'paid'].includes(status);

/** It has ended without money, and holds no credit. */
export const isReleased = (status: Status): boolean => ['declined', 'canceled', 'expired', 'abandoned'].includes(status);

/** What Medusa is told when it wants the payment authorized. What was paid since is captured by a step of its own. */
export function authorizationOf(status: Status): PaymentSessionStatus {
  if (isAccepted(status)) return 'authorized';
  return isReleased(status) ? STATUSES[status] : 'requires_more';
}

/** That of a session which is updated: one that Apruve has accepted stays as Medusa has it, because Medusa authorizes by itself, before or after. */
export const updatedStatus = (status: Status): { status?: PaymentSessionStatus } =>
  isAccepted(status) ? {} : { status: STATUSES[status] };
