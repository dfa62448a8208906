import type { InvoiceOutcome, StepContext } from '../../workflows/contract/step-context.ts';
import { planShipmentOfNew } from '../../workflows/rules/first-shipment.ts';
import type { InvoicePlan } from '../../workflows/rules/invoice-plan.ts';
import type { ActivityDeps } from '../deps.ts';
import { factsAfter } from '../ledger/commit.ts';
import { createInvoice } from './invoicing.ts';
import { createShipment } from './shipments.ts';

/** The time that an attempt may have taken before its shipment is left to an activity of its own, which has all of the time again. */
const SHIPS_WITHIN_MS = 15_000;

/**
 * Makes an invoice like `createInvoice`, then its first shipment like `createShipment`, each with its own row and commit; the shipment's
 * has the next version. The invoice stands whatever becomes of the shipment: one that gets no answer is left, with its row in doubt, to
 * `createShipment`, which looks it up.
 */
export async function invoiceAndShip(
  deps: ActivityDeps,
  ctx: StepContext,
  orderId: string,
  plan: InvoicePlan,
): Promise<InvoiceOutcome> {
  const began = deps.clock().getTime();
  const invoiced = await createInvoice(deps, ctx, orderId, plan);
  if (invoiced.refusal !== undefined) return invoiced;
  const { ledgerFacts, newFacts } = invoiced;
  const facts = ledgerFacts ?? factsAfter(ctx, newFacts);
  const shipment = planShipmentOfNew(facts, plan);
  if (shipment === null || deps.clock().getTime() > began + SHIPS_WITHIN_MS) return invoiced;
  const next = { ...ctx, facts, version: ctx.version + 1, handledEvents: [], onSuccess: [] };
  const shipped = await createShipment(deps, next, shipment).catch(() => null);
  return shipped === null ? invoiced : { ...invoiced, shipped };
}
