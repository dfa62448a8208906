import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { ConsoleAction } from './console-action.ts';
import { updateOrder } from './update-order-action.ts';
import { checkoutPath } from './reads.ts';

type CheckoutSlug = 'update' | 'finalize' | 'complete' | 'cancel';

/** The deeds on a checkout itself, by the last part of their address. */
export const CHECKOUT_DEEDS: Readonly<Record<CheckoutSlug, (checkout: CheckoutView) => ConsoleAction>> = {
  update: updateOrder,
  finalize: ({ id }) => ({
    title: 'Finalize order',
    button: 'Finalize order now',
    sentences: [
      'The order will not change any more: Apruve may present it for approval.',
      'This cannot be undone; another order then needs another checkout.',
    ],
    inputs: [],
    method: 'post',
    path: `${checkoutPath(id)}/finalize`,
    done: 'Done: the order is final. Its status tells whether Apruve has accepted it.',
  }),
  complete: ({ id }) => ({
    title: 'Complete checkout',
    button: 'Complete checkout now',
    sentences: [
      'Nothing more will be invoiced: the credit that no invoice uses is free for the buyer again.',
      'The checkout ends as soon as its invoices are paid. This cannot be undone.',
    ],
    inputs: [],
    method: 'post',
    path: `${checkoutPath(id)}/complete`,
    done: 'The order is completed: no invoice can follow, and the rest of its credit is released.',
  }),
  cancel: ({ id, invoices }) => ({
    title: 'Cancel checkout',
    button: 'Cancel checkout now',
    sentences: [
      ...(invoices.some(({ status }) => status !== 'canceled')
        ? ['Its drafts and open invoices are canceled at Apruve first.']
        : []),
      'The order is canceled at Apruve, and the credit it holds is free again.',
      'This cannot be undone.',
    ],
    inputs: [{ name: 'reason', label: 'Reason', kind: 'text' }],
    method: 'post',
    path: `${checkoutPath(id)}/cancel`,
    done: 'Done: the checkout is canceled.',
  }),
};
