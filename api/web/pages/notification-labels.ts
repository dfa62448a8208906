import { NOTIFICATION_TYPES, type NotificationType } from '../../../workflows/rules/notifications.ts';

const LABELS: Record<NotificationType, string> = {
  'checkout.awaiting_authorization': 'Checkout opened',
  'checkout.awaiting_approval': 'Waiting for approval',
  'checkout.authorized': 'Order authorized',
  'checkout.invoiced': 'Order invoiced',
  'checkout.paid': 'Order paid',
  'checkout.canceled': 'Checkout canceled',
  'checkout.declined': 'Order declined',
  'checkout.expired': 'Authorization expired',
  'checkout.abandoned': 'Not authorized in time',
  'checkout.overdue': 'An invoice is overdue',
  'checkout.overdue_cleared': 'No invoice is overdue any more',
  'checkout.expiring': 'The authorization ends soon',
  'checkout.attention': 'A person is needed',
  'checkout.attention_cleared': 'Nobody is needed any more',
  'checkout.refunded': 'A return was recorded',
  'invoice.pending': 'Invoice drafted',
  'invoice.open': 'Invoice issued',
  'invoice.funded': 'Invoice funded',
  'invoice.closed': 'Invoice paid',
  'invoice.canceled': 'Invoice canceled',
  'invoice.payment_failed': 'A payment failed',
};

/** A type of notification in words. An unknown type is shown as it is. */
export function notificationLabel(type: string): string {
  const known = NOTIFICATION_TYPES.find((each) => each === type);
  return known === undefined ? type : LABELS[known];
}
