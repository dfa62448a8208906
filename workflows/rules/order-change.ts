import type { Facts, Money } from '../contract/checkout.ts';
import type { Fact } from '../contract/fact.ts';
import { formatMoney } from './money.ts';
import { FINALIZE_STEP, updateStep } from './rows.ts';

/** True while a change of the order that we asked for may or may not have happened: what Apruve shows of its amount proves nothing. */
export const isOrderInDoubt = ({ unresolved }: Pick<Facts, 'unresolved'>): boolean =>
  unresolved.some(({ step }) => step === FINALIZE_STEP || step.startsWith(updateStep('order', 0).slice(0, -1)));

/** The amount of the adopted order as it was last known: as agreed, or as Apruve has shown it since. */
export const knownMoney = ({ order, terms: { amountCents, currency } }: Facts): Money =>
  order?.changedTo ?? { amountCents, currency };

export const isSameMoney = (one: Money, other: Money): boolean =>
  one.amountCents === other.amountCents && one.currency === other.currency;

/**
 * What follows where the last read of the adopted order shows another amount or currency than was agreed, or the agreed one again.
 * Nothing where that is known already, and nothing while a change of ours is in doubt.
 */
export function orderChangeFacts(facts: Facts, newFacts: readonly Fact[]): Fact[] {
  const { order, terms } = facts;
  const shown = newFacts.findLast((fact) => fact.fact === 'order-read')?.order.money;
  if (order === null || shown === undefined || isOrderInDoubt(facts)) return [];
  const before = order.changedTo ?? null;
  if (isSameMoney(shown, terms))
    return before === null
      ? []
      : [
          { fact: 'order-changed', to: null },
          { fact: 'attention-cleared', code: 'order-changed', subject: order.id },
        ];
  if (before !== null && isSameMoney(shown, before)) return [];
  return [
    { fact: 'order-changed', to: shown },
    { fact: 'attention', attention: { code: 'order-changed', subject: order.id, message: changeMessage(terms, shown) } },
  ];
}

function changeMessage(agreed: Money, shown: Money): string {
  const both = `Apruve shows the order over ${formatMoney(shown.amountCents, shown.currency)}, and it was agreed over ${formatMoney(agreed.amountCents, agreed.currency)}.`;
  const effect =
    shown.currency === agreed.currency
      ? 'No more is invoiced than the lower of the two allows.'
      : 'Nothing new can be invoiced in another currency.';
  return `${both} ${effect} Have it changed back at Apruve, or go on with what is invoiced and complete the order.`;
}
