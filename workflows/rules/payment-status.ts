import { sum } from './money.ts';

export const PAYMENT_STATUSES = [
  'refunded',
  'refunded_partially',
  'full',
  'invoiced',
  'authorized_partially',
  'canceled_partially',
  'partially',
  'authorized',
  'canceled',
  'declined',
  'pending',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** The part of a stored payment transaction that the payment status depends on. */
export interface StatusRow {
  action: string;
  amountCents: number;
  reference: string | null;
  active: boolean;
  successful: boolean;
  /** The reference of the row that a refund follows from. */
  sourceReference?: string | null;
}

/**
 * Oro's payment status, computed from the rows alone by Oro's calculators in their priority: the first that matches wins.
 * `orderCents` is the order's amount.
 */
export function paymentStatus(rows: readonly StatusRow[], orderCents: number): PaymentStatus {
  const successful = (action: string): StatusRow[] => rows.filter((row) => row.action === action && row.successful);
  const total = (some: readonly StatusRow[]): number => sum(some.map((row) => row.amountCents));
  const captures = successful('capture');
  const captured = total(captures);
  const capturedIds = new Set(captures.map((row) => row.reference));
  const refunded = total(successful('refund').filter((row) => capturedIds.has(row.sourceReference ?? null)));
  const invoiceActive = successful('invoice').some((row) => row.active);
  const authorizes = successful('authorize');
  const authorized = total(authorizes.filter((row) => row.active));
  const canceled = total(successful('cancel'));

  if (refunded > 0) return refunded < captured || invoiceActive ? 'refunded_partially' : 'refunded';
  if (captured >= orderCents && captures.length > 0) return 'full';
  if (invoiceActive) return 'invoiced';
  if (authorized > 0 && authorized < orderCents) return 'authorized_partially';
  if (canceled > 0 && total(authorizes) > canceled) return 'canceled_partially';
  if (captures.length > 0) return 'partially';
  if (authorized > 0) return 'authorized';
  if (canceled > 0) return 'canceled';
  return rows.some((row) => row.action === 'purchase' && !row.active && !row.successful) ? 'declined' : 'pending';
}
