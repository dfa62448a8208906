import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { formatMoney } from '../../../workflows/rules/money.ts';
import { checkoutPath } from './api-calls.ts';
import { sendInvoiceAction } from './by-line/send-invoice.ts';
import type { ConsoleAction } from './console-action.ts';
import { INVOICE } from './labels.ts';
import { updateOrderAction } from './update-order-action.ts';

interface CheckoutConsoleAction {
  /** The last part of its address. */
  slug: string;
  /** The API's name of it in a checkout's `actions`. */
  name: CheckoutView['actions'][number]['name'];
  label: string;
  of: (checkout: CheckoutView) => ConsoleAction;
}

/** The actions on a checkout itself, in the order in which they are shown. */
export const CHECKOUT_CONSOLE_ACTIONS: readonly CheckoutConsoleAction[] = [
  { slug: 'send-invoice', name: 'sendInvoice', label: 'Send invoice…', of: sendInvoiceAction },
  { slug: 'update', name: 'update', label: 'Change order…', of: updateOrderAction },
  { slug: 'finalize', name: 'finalize', label: 'Finalize order…', of: finalizeAction },
  { slug: 'retry', name: 'retry', label: 'Retry', of: retryAction },
  { slug: 'complete', name: 'complete', label: 'Complete checkout…', of: completeAction },
  { slug: 'cancel', name: 'cancel', label: 'Cancel checkout…', of: cancelAction },
];

function finalizeAction({ id, version }: CheckoutView): ConsoleAction {
  return {
    title: 'Finalize order',
    button: 'Finalize order now',
    forVersion: version,
    sentences: [
      'The order will not change any more: Apruve may present it for approval.',
      'This cannot be undone; another order then needs another checkout.',
    ],
    inputs: [],
    method: 'post',
    path: `${checkoutPath(id)}/finalize`,
    done: 'Done: the order is final. Its status tells whether Apruve has accepted it.',
  };
}

function retryAction({ id }: CheckoutView): ConsoleAction {
  return {
    title: 'Retry',
    button: 'Retry now',
    sentences: ['What could not get through to Apruve is tried again now.'],
    inputs: [],
    method: 'post',
    path: `${checkoutPath(id)}/retry`,
    atOnce: true,
    pending:
      'It is being tried again; Apruve has not answered yet. It stays below, under “On its way to Apruve”, until it is done or refused.',
    done: 'It was tried again, and it worked.',
  };
}

function completeAction({ id, version }: CheckoutView): ConsoleAction {
  return {
    title: 'Complete checkout',
    button: 'Complete checkout now',
    forVersion: version,
    sentences: [
      'Nothing more will be invoiced: the credit that no invoice uses is free for the buyer again.',
      'The checkout ends as soon as its invoices are paid. This cannot be undone.',
    ],
    inputs: [],
    method: 'post',
    path: `${checkoutPath(id)}/complete`,
    done: 'The order is completed: no invoice can follow, and the rest of its credit is released.',
  };
}

function cancelAction({ id, version, invoices, currency }: CheckoutView): ConsoleAction {
  const live = invoices.filter(({ status }) => status === 'pending' || status === 'open');
  return {
    title: 'Cancel checkout',
    button: 'Cancel checkout now',
    forVersion: version,
    sentences: [
      ...live.map(
        ({ merchant_invoice_id: number, amount_cents, status }) =>
          `Invoice ${number} over ${formatMoney(amount_cents, currency)} is ${INVOICE[status].label.toLowerCase()}: it is canceled at Apruve first.`,
      ),
      'The order is canceled at Apruve, and the credit it holds is free again.',
      'This cannot be undone.',
    ],
    inputs: [{ name: 'reason', label: 'Reason', kind: 'text' }],
    method: 'post',
    path: `${checkoutPath(id)}/cancel`,
    done: 'Done: the checkout is canceled.',
  };
}
