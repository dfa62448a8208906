import { recordFacts } from '../process/run-step.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import type { Deadline } from '../rules/deadlines.ts';
import { closeAuthorizationWindow, expireUnapproved, rereadOrder, lookUpLostReturn } from './authorize.ts';
import { followUpInvoice, markOverdue } from './handle-event.ts';
import { expire } from './end-checkout.ts';

/** Every deadline but the next try of a stuck step. */
type TimedDeadline = Exclude<Deadline, { kind: 'retry' }>;

/** Time has passed. Whatever a deadline does, it leaves a fact that takes it off the list. */
export async function meetDeadline(checkout: CheckoutProcess, deadline: TimedDeadline): Promise<void> {
  const orderId = checkout.facts.order?.id;
  switch (deadline.kind) {
    case 'lost-return':
      await lookUpLostReturn(checkout);
      return;
    case 'authorization-window':
      await closeAuthorizationWindow(checkout);
      return;
    case 'approval-poll':
      if (orderId !== undefined) await rereadOrder(checkout, orderId);
      return;
    case 'approval-deadline':
      if (orderId !== undefined) await expireUnapproved(checkout, orderId);
      return;
    case 'expiry-warning':
      await recordFacts(checkout, [{ fact: 'expiry-warned' }]);
      return;
    case 'expiry':
      await expire(checkout);
      return;
    case 'invoice-poll':
      await followUpInvoice(checkout, deadline.invoiceId);
      return;
    case 'invoice-due':
      await markOverdue(checkout, deadline.invoiceId);
      return;
  }
}
