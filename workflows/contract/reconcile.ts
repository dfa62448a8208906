export const RECONCILE_WORKFLOW_TYPE = 'reconcileWorkflow';

/** A checkout that reconciliation could not repair, so a person has to look. */
interface Unrepaired {
  checkoutId: string;
  why: string;
}

/** What a reconciliation did. */
export interface ReconcileReport {
  /** Checkouts that were looked at. */
  looked: number;
  /** Differences between a process and Apruve that the process has taken in because it was told. */
  told: number;
  /** Orders that no checkout needed and that have been canceled. */
  released: number;
  /** Without a running process or with a long history, unreadable at Apruve, or with an orphan that Apruve does not cancel. */
  unrepaired: Unrepaired[];
  /** Where the next page begins; null at the end. */
  next: string | null;
}

export interface ReconcileResult extends Omit<ReconcileReport, 'next'> {
  /** Events of the inbox that got an outcome. */
  swept: number;
}
