import { note } from '../process/run-step.ts';
import type { Life } from '../process/checkout-process.ts';
import type { Deadline } from '../rules/deadlines.ts';
import { closeWindow, lapse, look, lookUpLostReturn } from './authorize.ts';
import { lookAtInvoice, markOverdue } from './handle-event.ts';
import { expire } from './end-checkout.ts';

/** Every deadline but the next try of a stuck step. */
type TimedDeadline = Exclude<Deadline, { kind: 'retry' }>;

/** Time has passed. Whatever a deadline does, it leaves a fact that takes it off the list. */
export async function meet(life: Life, deadline: TimedDeadline): Promise<void> {
  const orderId = life.facts.order?.id;
  switch (deadline.kind) {
    case 'lost-return':
      await lookUpLostReturn(life);
      return;
    case 'authorization-window':
      await closeWindow(life);
      return;
    case 'approval-poll':
      if (orderId !== undefined) await look(life, orderId);
      return;
    case 'approval-deadline':
      if (orderId !== undefined) await lapse(life, orderId);
      return;
    case 'expiry-warning':
      await note(life, [{ fact: 'expiry-warned' }]);
      return;
    case 'expiry':
      await expire(life);
      return;
    case 'invoice-poll':
      await lookAtInvoice(life, deadline.invoiceId);
      return;
    case 'invoice-due':
      await markOverdue(life, deadline.invoiceId);
      return;
  }
}
