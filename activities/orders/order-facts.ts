import type { Money } from '../../workflows/contract/checkout.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import { isUnknown, type ApruveOrder } from '../apruve/entities.ts';
import { statusAttention } from '../apruve/unknown-status.ts';

/**
 * What the facts learn from an order; an adoption also answers an open mismatch. A status by an unknown word stays what it was; an
 * order that is adopted with one waits for approval.
 */
export function orderFacts(ctx: StepContext, order: ApruveOrder): Fact[] {
  const { facts } = ctx;
  const status = isUnknown(order.status) ? (facts.order?.status ?? 'pending') : order.status;
  const wasCanceledThere = order.status === 'canceled' && facts.order?.status === 'accepted' && facts.ending === null;
  return [
    { fact: 'order-read', order: { id: order.id, status, expireAt: order.expire_at ?? null, money: moneyOf(order) } },
    ...statusAttention(ctx, order),
    { fact: 'attention-cleared', code: 'authorization-mismatch' },
    ...(wasCanceledThere ? [orderCanceled(order)] : []),
  ];
}

/** Says that Apruve has canceled an accepted order. */
export function orderCanceled({ id: subject }: ApruveOrder): Fact {
  const message =
    'Apruve shows the order as canceled. Its open invoices go on; ask Apruve or the buyer why, and ship nothing more.';
  return { fact: 'attention', attention: { code: 'order-canceled', subject, message } };
}

/** What an order is over, as Apruve shows it. */
export const moneyOf = ({ amount_cents, currency }: ApruveOrder): Money => ({ amountCents: amount_cents, currency });
