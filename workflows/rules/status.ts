import type { Facts, FinalStatus, Status } from '../contract/checkout.ts';
import { hasCapture, invoicedCents, isInOtherCurrency, isOpen, isPending, isUnpaid, orderCents } from './credit.ts';

const FINAL: readonly Status[] = ['paid', 'canceled', 'declined', 'expired', 'abandoned'] satisfies FinalStatus[];

export const isFinal = (status: Status): status is FinalStatus => FINAL.includes(status);

/** The status of the checkout, from the facts alone. */
export function statusOf(facts: Facts): Status {
  if (facts.end !== null) return facts.end.status;
  if (facts.order === null) return 'awaiting_authorization';
  if (facts.order.acceptedAt === null) return 'awaiting_approval';
  return facts.invoices.some(isOpen) ? 'invoiced' : 'authorized';
}

/** True until Apruve has accepted or canceled the order, or something else has ended that wait. */
export function isAwaiting(facts: Facts): boolean {
  return facts.ending === null && facts.order?.status !== 'canceled' && (facts.order?.acceptedAt ?? null) === null;
}

/** An order is spent when nothing more will be invoiced on it. */
function isSpent(facts: Facts): boolean {
  if (facts.completedAt !== null || facts.ending !== null || facts.order?.status === 'canceled') return true;
  return (facts.order?.acceptedAt ?? null) !== null && invoicedCents(facts) >= orderCents(facts);
}

/** True when the order at Apruve still holds credit that no live invoice uses. */
export function holdsCredit(facts: Facts): boolean {
  if (facts.order === null || facts.order.status === 'canceled' || facts.released) return false;
  return isInOtherCurrency(facts) || invoicedCents(facts) < (facts.order.changedTo ?? facts.terms).amountCents;
}

/** True when the order was canceled at Apruve before it was accepted: nothing can open on it any more. */
const isDeclined = (facts: Facts): boolean => facts.order?.status === 'canceled' && facts.order.acceptedAt === null;

/**
 * True when only held credit is left to be released: the order is declined and nothing waits on it, or it is spent and no live
 * invoice is unpaid or unresolved.
 */
export function isOver(facts: Facts): boolean {
  if (isDeclined(facts)) return !facts.invoices.some(isPending);
  return isSpent(facts) && !facts.invoices.some(isUnpaid) && !facts.unresolved.some((step) => step.reservedCents > 0);
}

/** True when an ending that has begun has nothing left to wait for: the checkout ends by it, and whatever shut it came too late. */
export const endsByItself = (facts: Facts): boolean => facts.ending !== null && isOver(facts);

/** True when the checkout is over and holds no credit: nothing but a last look at its order's invoices is left to be done. */
export const canEnd = (facts: Facts): boolean => facts.end === null && isOver(facts) && !holdsCredit(facts);

/** True while the checkout would end, and waits for the list of its order's invoices. */
export const awaitsLastLook = (facts: Facts): boolean => facts.order !== null && canEnd(facts);

/** True where a checkout that is over ends without money, and its order was shut by nobody: it has been invoiced whole, and all of it returned. */
export const leavesOrderOpen = ({ order, completedAt, ending, invoices }: Facts): boolean =>
  order?.status === 'accepted' && completedAt === null && ending === null && !invoices.some(hasCapture);

/** The status to end with, for a checkout that is over. */
export function finalStatus(facts: Facts): FinalStatus {
  if (facts.invoices.some(hasCapture)) return 'paid';
  if (facts.ending !== null) return facts.ending;
  return facts.order?.acceptedAt == null ? 'declined' : 'canceled';
}
