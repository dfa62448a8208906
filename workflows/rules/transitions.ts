import type { Status } from '../contract/checkout.ts';

export interface Transition {
  from: Status;
  to: Status;
  /** What causes it, in the words of the rules. */
  when: string;
}

/**
 * Every possible change of status. The status is computed from the facts (`statusOf`, `advance`), not from this list; the list
 * shows the result in one place. A test runs thousands of random checkouts and fails on a change that is not listed here, and on
 * a listed one that never happens. The drawing in `docs/states.md` is generated from it.
 */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'awaiting_authorization', to: 'awaiting_approval', when: 'an order is adopted, its approval is awaited' },
  { from: 'awaiting_authorization', to: 'authorized', when: 'an accepted order is adopted' },
  {
    from: 'awaiting_authorization',
    to: 'declined',
    when: 'the order that was brought is canceled at Apruve, or an offline order is refused',
  },
  { from: 'awaiting_authorization', to: 'canceled', when: 'the shop or an operator cancels' },
  {
    from: 'awaiting_authorization',
    to: 'invoiced',
    when: 'the order that was brought is canceled at Apruve, and an invoice on it is open',
  },
  {
    from: 'awaiting_authorization',
    to: 'paid',
    when: 'the order that was brought is canceled at Apruve, and the invoices on it are paid',
  },
  { from: 'awaiting_authorization', to: 'abandoned', when: 'nobody authorized in time' },

  { from: 'awaiting_approval', to: 'authorized', when: 'Apruve accepts the order' },
  { from: 'awaiting_approval', to: 'invoiced', when: 'the same, and an invoice was seen open before' },
  { from: 'awaiting_approval', to: 'paid', when: 'the same, and all its invoices were seen paid before' },
  { from: 'awaiting_approval', to: 'declined', when: 'the order is canceled at Apruve' },
  { from: 'awaiting_approval', to: 'canceled', when: 'an operator cancels' },
  { from: 'awaiting_approval', to: 'expired', when: 'the approval deadline or expire_at passes' },

  { from: 'authorized', to: 'invoiced', when: 'an invoice opens' },
  { from: 'authorized', to: 'paid', when: 'the rest is released after a capture, or an invoice is first seen paid' },
  { from: 'authorized', to: 'canceled', when: 'an operator or Apruve cancels' },
  { from: 'authorized', to: 'expired', when: 'expire_at passes without an open invoice' },

  { from: 'invoiced', to: 'authorized', when: 'the last open invoice is canceled or paid, and the order is not spent' },
  { from: 'invoiced', to: 'paid', when: 'the last open invoice is paid, and the order is spent' },
  { from: 'invoiced', to: 'canceled', when: 'the last open invoice goes without money, and the order is canceled or spent' },
  { from: 'invoiced', to: 'expired', when: 'the last open invoice goes without money after expire_at' },
];
