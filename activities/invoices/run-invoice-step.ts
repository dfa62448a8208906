import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import type { ApruveInvoice, ApruveReturn } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { runApruveStep, type ApruveStep } from '../step/run-apruve-step.ts';
import { returnedCentsOf } from './invoice-facts.ts';
import { takeInReturns } from './take-in-returns.ts';

/** A write about one invoice. Its facts depend on what was returned of it: integer cents. */
interface InvoiceWrite extends Omit<ApruveStep<ApruveInvoice>, 'facts'> {
  facts: (invoice: ApruveInvoice, returnedCents: number) => Fact[];
  /** True where the write itself closes the invoice, so that closed needs no explanation. */
  closes?: boolean;
}

/**
 * Does a write about one invoice (see `runApruveStep`). An answer that shows it closed does not say whether it was paid, or others
 * have returned all of it meanwhile; one that shows it canceled does not say how much was returned, which frees no room. So the
 * invoice's returns are read before anything is concluded.
 */
export async function runInvoiceStep(
  deps: ActivityDeps,
  ctx: StepContext,
  number: string,
  plan: (apruve: Apruve) => InvoiceWrite | Promise<InvoiceWrite>,
): Promise<StepOutcome> {
  const seen: { invoiceId: string; returns: Read<ApruveReturn[]> }[] = [];
  const outcome = await runApruveStep<ApruveInvoice>(deps, ctx, async (apruve) => {
    const write = await plan(apruve);
    const facts = async (invoice: ApruveInvoice): Promise<Fact[]> => {
      const dependsOnReturns = invoice.status === 'canceled' || (invoice.status === 'closed' && write.closes !== true);
      if (!dependsOnReturns) return write.facts(invoice, 0);
      const returns = await apruve.send(requests.listReturns(invoice.id));
      seen.push({ invoiceId: invoice.id, returns });
      return write.facts(invoice, returnedCentsOf(returns.data));
    };
    return { ...write, facts };
  });
  for (const { invoiceId, returns } of seen) await takeInReturns(deps, ctx, { invoiceId, number }, returns);
  return outcome;
}
