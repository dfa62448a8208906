import type { ShopCheckout } from './storefront.ts';

/** What an order page shows. */
export type OrderView = 'authorize' | 'closed' | 'checking' | 'pending' | 'placed' | 'invoiced' | 'paid' | 'failed';

/** What only the browser knows: whether the lightbox was closed, and the order id that it answered. */
export interface BrowserSide {
  closed: boolean;
  apruveOrderId: string | null;
}

/** The page for a checkout's status. */
export function orderView({ status, attention }: ShopCheckout, { closed, apruveOrderId }: BrowserSide): OrderView {
  switch (status) {
    case 'awaiting_authorization':
      if (apruveOrderId === null) return closed ? 'closed' : 'authorize';
      return attention?.code === 'authorization-mismatch' ? 'failed' : 'checking';
    case 'awaiting_approval':
      return 'pending';
    case 'authorized':
      return 'placed';
    case 'invoiced':
      return 'invoiced';
    case 'paid':
      return 'paid';
    case 'canceled':
    case 'declined':
    case 'expired':
    case 'abandoned':
      return 'failed';
  }
}

/** Why an order failed, for the buyer. */
export function failureReason({ status }: ShopCheckout): string {
  switch (status) {
    case 'declined':
      return 'Apruve or your approver declined this order. Nothing was charged.';
    case 'expired':
      return 'The authorization of this order expired before it was invoiced. Nothing was charged.';
    case 'abandoned':
      return 'This order was not authorized in time. Nothing was charged.';
    case 'canceled':
      return 'This order was canceled. Nothing was charged.';
    case 'awaiting_authorization':
    case 'awaiting_approval':
    case 'authorized':
    case 'invoiced':
    case 'paid':
      return 'Apruve’s authorization does not belong to this order. Nothing was charged.';
  }
}

/** The steps of an order; those before `done` are done. */
export const STEPS = ['Placed', 'Authorized', 'Shipped and invoiced', 'Paid'] as const;

export function stepsDone(view: OrderView): number {
  const done: Record<OrderView, number> = {
    authorize: 1,
    closed: 1,
    checking: 1,
    pending: 1,
    placed: 2,
    invoiced: 3,
    paid: 4,
    failed: 1,
  };
  return done[view];
}

const LABELS: Record<ShopCheckout['status'], string> = {
  awaiting_authorization: 'Not authorized yet',
  awaiting_approval: 'Waiting for approval',
  authorized: 'Placed, you pay on terms',
  invoiced: 'Shipped and invoiced',
  paid: 'Paid',
  canceled: 'Canceled',
  declined: 'Declined',
  expired: 'Expired',
  abandoned: 'Not authorized in time',
};

/** A checkout's status in words. */
export const STATUS_LABELS: ReadonlyMap<string, string> = new Map(Object.entries(LABELS));
