import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { sum } from '../../../workflows/rules/money.ts';
import type { Rights } from '../pages/may-act.ts';

/** What of an order is not invoiced yet, in cents; below 0 where invoices go beyond it. */
export const leftOf = ({ amount_cents, credit }: Pick<CheckoutView, 'amount_cents' | 'credit'>): number =>
  amount_cents - credit.invoiced_cents;

/** What is being invoiced and Apruve has not answered, in cents. */
export const onItsWayCents = ({ in_flight }: Pick<CheckoutView, 'in_flight'>): number =>
  sum(in_flight.map(({ action, amount_cents }) => (action === 'invoice' ? (amount_cents ?? 0) : 0)));

/** Why no invoice over all that is left can be sent for it now; null where one can. */
export function whyNot(checkout: CheckoutView, mayAct: Rights): string | null {
  if (!mayAct(checkout.channel)) return 'You may only look at the orders of its channel.';
  const action = checkout.actions.find(({ name }) => name === 'sendInvoice');
  if (action?.allowed !== true) return action?.reason ?? 'No invoice can be sent for it.';
  return leftOf(checkout) > 0 ? null : 'Everything of it is invoiced.';
}
