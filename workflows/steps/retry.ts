import type { Outcome } from '../contract/messages.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { clearUnresolved } from '../process/run-step.ts';

/** An operator has put something right: every stuck step is done again, whatever pause it is in. */
export async function retryAll(checkout: CheckoutProcess): Promise<Outcome> {
  for (const { step } of checkout.facts.unresolved) if (!checkout.isClosed) await retryStep(checkout, step);
  return checkout.facts.unresolved.length > 0 ? 'unresolved' : 'done';
}

/** Does a stuck step again. One whose work has been done by other means asks Apruve for nothing, and is settled all the same. */
export async function retryStep(checkout: CheckoutProcess, step: string): Promise<void> {
  const find = () => checkout.facts.unresolved.find((unresolved) => unresolved.step === step);
  const before = find();
  const redo = checkout.steps.messageOf(step);
  if (redo !== undefined) await checkout.perform(redo);
  if (before === undefined || checkout.isClosed || find()?.tries !== before.tries) return;
  await clearUnresolved(checkout, step);
}
