import { defineQuery } from '@temporalio/workflow';

export const RECONCILE_WORKFLOW_TYPE = 'reconcileWorkflow';

/** A checkout that reconciliation could not repair, so a person has to look. */
interface Unrepaired {
  checkoutId: string;
  why: string;
}

/** What a reconciliation has done. */
interface Looks {
  /** Checkouts that were looked at. */
  looked: number;
  /** Differences between a process and Apruve that the process has taken in because it was told. */
  told: number;
  /** Orders that no checkout needed and that have been canceled. */
  released: number;
  /** Without a running process or with a long history, unreadable at Apruve, or with an orphan that Apruve does not cancel; the first 500. */
  unrepaired: Unrepaired[];
}

/** What the reconciliations of older builds did on one page. */
export interface ReconcileReport extends Looks {
  /** Where the next page begins; null at the end. */
  next: string | null;
}

export interface ReconcileResult extends Looks {
  /** Events of the inbox that got an outcome. */
  swept: number;
  /** How many need a person, of whom `unrepaired` names the first; absent in results of older builds. */
  unrepairedInAll?: number;
  /** Channels that could not be walked to their end, as where Apruve refuses the key. The others have been. */
  heldUp?: HeldUp[];
}

interface HeldUp {
  channel: string;
  why: string;
}

/** What somebody wants of a reconciliation. */
export interface ReconcileWish {
  /** Everything is asked for, however many requests that takes. */
  thorough?: boolean;
}

/** A reconciliation that has begun: which looks are due in it. */
export interface Reconciling {
  /** ISO time, by the ledger's clock. What was looked at since is done. */
  since: string;
  /** How long rests what only colleagues at Apruve change, and what has ended; null: everything is asked for. */
  restMs: number | null;
}

/** What is to be done in one channel. */
export interface ChannelWalk {
  channel: string;
  /** Looks that were due at first, and that still are. */
  total: number;
  left: number;
  /** The page of Apruve's list of all orders that is read next; null: none. */
  nextList: number | null;
  /** That list has been read to its end, so what it has not shown is not there. */
  isListed: boolean;
  /** The list is not read beyond this page. */
  lastList: number;
  /** Nothing is left, or it was held up. */
  isOver: boolean;
  why: string | null;
}

/** How far a reconciliation has come. */
export interface ReconcileProgress {
  /** Looks at checkouts, in all and done. */
  total: number;
  done: number;
  channels: Pick<ChannelWalk, 'channel' | 'total' | 'left' | 'isOver' | 'why'>[];
}

/** Null until it is known what there is to look at, and in reconciliations of older builds. */
export const reconcileProgressQuery = defineQuery<ReconcileProgress | null>('progress');
