import type { Facts } from '../../workflows/contract/checkout.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { Refusal } from '../../workflows/contract/failures.ts';
import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import { CHANGED, INVOICE_PAID, verdict, type Verdict } from '../../workflows/rules/actions.ts';
import { isLive, isPaid } from '../../workflows/rules/credit.ts';
import { endsByItself } from '../../workflows/rules/status.ts';
import { advance } from '../../workflows/rules/facts.ts';
import type { ActivityDeps } from '../deps.ts';
import { lookAtInvoices, takeInListedReturns } from '../invoices/look-at-invoices.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { asStep } from '../step/failures.ts';

/**
 * Looks at all invoices of an order before it is shut: what others made there is taken in, then the action is judged by what the list
 * shows. A refusal is answered with the facts that it rests on. `ending` is recorded with the list, or not at all: where the list shows
 * that the ending before it has nothing left to wait for, the checkout ends by that one. `isConfirmed`: it was confirmed for what is known,
 * so more on the list refuses it.
 */
export function listBeforeShutting(
  deps: ActivityDeps,
  ctx: StepContext,
  orderId: string,
  action: 'cancel' | 'complete' | 'expire',
  ending?: Fact & { fact: 'ending' },
  isConfirmed = false,
): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const { newFacts, records, read } = await lookAtInvoices(apruve, ctx, orderId);
    const facts = advance(ctx.facts, [...newFacts, ...ctx.onSuccess], ctx.at, ctx.version);
    const refusal = refusalOfShutting(facts, action) ?? (isConfirmed && read.length > 0 ? CHANGED : null);
    const isIntended = facts.end === null && refusal === null && !endsByItself(facts);
    const intended = ending === undefined || !isIntended ? [] : [ending];
    const outcome = await commitAndNotify(deps, ctx, [...newFacts, ...intended], records);
    await takeInListedReturns(deps, ctx, read);
    return refusal === null ? outcome : { ...outcome, refusal };
  });
}

function refusalOfShutting(facts: Facts, action: 'cancel' | 'complete' | 'expire'): Refusal | null {
  if (action === 'expire') return hasUnapprovedMoney(facts) ? MONEY_ON_UNAPPROVED : null;
  const judged = judge(facts, action);
  return judged.allowed ? null : { code: judged.code, message: judged.reason };
}

/** The list may have ended the checkout: then nothing is left to be done, but money that has moved refuses a cancel. */
function judge(facts: Facts, action: 'cancel' | 'complete'): Verdict {
  if (action === 'complete' && endsByItself(facts)) return { allowed: true };
  if (action === 'cancel' && facts.end?.status === 'paid') return INVOICE_PAID;
  return facts.end === null ? verdict(facts, action) : { allowed: true };
}

/** An accepted order lives on with its open invoices; one that was never accepted would be canceled at its deadline. */
const hasUnapprovedMoney = ({ order, end, invoices }: Facts): boolean =>
  end === null && order?.acceptedAt === null && invoices.some((invoice) => isLive(invoice) && isPaid(invoice));

const MONEY_ON_UNAPPROVED: Refusal = {
  code: 'cancel-incomplete',
  message: 'The approval did not come in time, and money has moved for an invoice of the order: it is kept. Ask Apruve about it',
};
