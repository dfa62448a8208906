import { INVOICE_STATUSES, STATUSES, type Facts, type InvoiceStatus, type Status } from '../contract/checkout.ts';
import { attentionOf, isOpen } from './attention.ts';
import { statusOf } from './status.ts';

const OTHER_TYPES = ['overdue', 'overdue_cleared', 'expiring', 'attention', 'attention_cleared', 'refunded'] as const;

export type NotificationType =
  | `checkout.${Status}`
  | `checkout.${(typeof OTHER_TYPES)[number]}`
  | `invoice.${InvoiceStatus}`
  | 'invoice.payment_failed';

/** Every type of notification that a shop can receive. */
export const NOTIFICATION_TYPES: readonly NotificationType[] = [
  ...STATUSES.map((status) => `checkout.${status}` as const),
  ...OTHER_TYPES.map((type) => `checkout.${type}` as const),
  ...INVOICE_STATUSES.map((status) => `invoice.${status}` as const),
  'invoice.payment_failed',
];

/** A notification to write. `invoiceId` is the id at Apruve of the invoice that it is about. */
export interface NewNotification {
  type: NotificationType;
  invoiceId: string | null;
}

const about = (type: NotificationType): NewNotification => ({ type, invoiceId: null });

/** The notification of a checkout that has just been opened. */
export const OPENING_NOTIFICATION = about('checkout.awaiting_authorization');
/** The notification of a return, which changes no fact of the process. */
export const refundNotification = (invoiceId: string): NewNotification => ({ type: 'checkout.refunded', invoiceId });

/**
 * The notifications of a change: each status of the checkout and of its invoices that was reached, a funding also where the invoice is
 * past it, and what calls for a person. Invoices come first, because the status of the checkout follows from theirs.
 */
export function notificationsOf(before: Facts, after: Facts): NewNotification[] {
  return [...invoiceNotifications(before, after), ...statusNotifications(before, after), ...otherNotifications(before, after)];
}

function invoiceNotifications(before: Facts, after: Facts): NewNotification[] {
  const known = new Map(before.invoices.map((invoice) => [invoice.id, invoice]));
  return after.invoices.flatMap(({ id, status, fundedAt, failedPayment }): NewNotification[] => {
    const was = known.get(id);
    const isFunded = fundedAt !== null && (was?.fundedAt ?? null) === null;
    const reached = was?.status === status ? [] : [status];
    const steps = isFunded && status !== 'funded' ? (['funded', ...reached] as const) : reached;
    const hasFailed = failedPayment != null && failedPayment.id !== was?.failedPayment?.id;
    const failed = hasFailed ? [{ type: 'invoice.payment_failed', invoiceId: id } as const] : [];
    return [...failed, ...steps.map((step) => ({ type: `invoice.${step}`, invoiceId: id }) as const)];
  });
}

function statusNotifications(before: Facts, after: Facts): NewNotification[] {
  const status = statusOf(after);
  return status === statusOf(before) ? [] : [about(`checkout.${status}`)];
}

/** What asks for a person, each as it was raised. */
const openAttentions = ({ attentions }: Facts): string[] =>
  attentions.filter(isOpen).map(({ code, subject, since }) => JSON.stringify([code, subject, since]));

const isOverdue = ({ invoices }: Facts): boolean => invoices.some(({ overdueSince }) => overdueSince !== null);

function otherNotifications(before: Facts, after: Facts): NewNotification[] {
  const notifications: NewNotification[] = [];
  if (isOverdue(after) !== isOverdue(before))
    notifications.push(about(isOverdue(after) ? 'checkout.overdue' : 'checkout.overdue_cleared'));
  if (after.expiryWarnedAt !== before.expiryWarnedAt) notifications.push(about('checkout.expiring'));
  const known = new Set(openAttentions(before));
  if (openAttentions(after).some((attention) => !known.has(attention))) notifications.push(about('checkout.attention'));
  if (attentionOf(after) === null && attentionOf(before) !== null) notifications.push(about('checkout.attention_cleared'));
  return notifications;
}
