import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { sum } from '../../../workflows/rules/money.ts';
import type { Rights } from '../pages/may-act.ts';

/** What of an order is neither invoiced nor on its way to be, in cents. */
export const leftOf = (checkout: Pick<CheckoutView, 'amount_cents' | 'credit' | 'in_flight'>): number => {
  const { amount_cents, credit } = checkout;
  return Math.max(0, Math.min(credit.uninvoiced_cents, amount_cents - credit.invoiced_cents - onItsWayCents(checkout)));
};

/** What is being invoiced and Apruve has not answered, in cents. */
export const onItsWayCents = ({ in_flight }: Pick<CheckoutView, 'in_flight'>): number =>
  sum(in_flight.map(({ action, amount_cents }) => (action === 'invoice' ? (amount_cents ?? 0) : 0)));

/** Why no invoice over all that is left can be sent for it now; null where one can. */
export function whyNot(checkout: CheckoutView, mayAct: Rights): string | null {
  if (!mayAct(checkout.channel)) return 'You may only look at the orders of its channel.';
  const action = checkout.actions.find(({ name }) => name === 'sendInvoice');
  if (action?.allowed !== true) return action?.reason ?? 'No invoice can be sent for it.';
  if (leftOf(checkout) > 0) return null;
  return onItsWayCents(checkout) > 0 ? 'What is left of it is on its way to Apruve.' : 'Everything of it is invoiced.';
}
