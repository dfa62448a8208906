import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import type { Tone } from '../pages/parts.tsx';
import type { Notification } from './api-calls.ts';

interface Wording {
  label: string;
  tone: Tone;
}

/** The status of a checkout as a badge, and in a sentence that says what it means. */
export const STATUS: Record<CheckoutView['status'], Wording & { meaning: string }> = {
  awaiting_authorization: {
    label: 'Awaiting authorization',
    tone: 'wait',
    meaning: 'The buyer has not authorized the order yet.',
  },
  awaiting_approval: {
    label: 'Awaiting approval',
    tone: 'wait',
    meaning: 'The order is at Apruve and waits for its approval. Invoices made now open with it.',
  },
  authorized: { label: 'Authorized', tone: 'good', meaning: 'Apruve has accepted the order. Send an invoice when goods ship.' },
  invoiced: { label: 'Invoiced', tone: 'good', meaning: 'At least one invoice is open. The buyer has yet to pay it.' },
  paid: { label: 'Paid', tone: 'good', meaning: 'The invoices are paid and the captures are recorded. Nothing is left to do.' },
  canceled: { label: 'Canceled', tone: 'calm', meaning: 'The checkout was canceled. No money has moved.' },
  declined: { label: 'Declined', tone: 'bad', meaning: 'Apruve or an approver declined the order. No money has moved.' },
  expired: { label: 'Expired', tone: 'calm', meaning: 'The time of the order ran out before money had moved.' },
  abandoned: { label: 'Abandoned', tone: 'calm', meaning: 'The buyer did not authorize the order in time.' },
};

/** What a status means where there was no lightbox. */
const OFFLINE: Partial<Record<CheckoutView['status'], string>> = {
  awaiting_authorization: 'The order is being placed at Apruve, which then asks the buyer to confirm it.',
  awaiting_approval: 'The order is at Apruve and waits for the buyer to confirm it by email. Invoices made now open with it.',
  declined: 'Apruve refused the order, or the buyer declined it. No money has moved.',
  abandoned: 'The order could not be placed at Apruve in time.',
};

/** The status of a checkout in a sentence. */
export function meaningOf({ status, offline, in_flight, refused }: CheckoutView): string {
  const isInvoice = ({ action }: { action: string }): boolean => action === 'invoice';
  if (status === 'authorized' && in_flight.some(isInvoice))
    return 'An invoice is on its way to Apruve, which has not answered yet.';
  if (status === 'authorized' && refused.some(isInvoice)) return 'An invoice was refused: put it right and send it again.';
  return (offline ? OFFLINE[status] : undefined) ?? STATUS[status].meaning;
}

export const PAYMENT: Record<CheckoutView['payment_status'], Wording> = {
  refunded: { label: 'Refunded', tone: 'calm' },
  refunded_partially: { label: 'Partly refunded', tone: 'calm' },
  full: { label: 'Paid in full', tone: 'good' },
  invoiced: { label: 'Invoiced', tone: 'good' },
  authorized_partially: { label: 'Partly authorized', tone: 'wait' },
  canceled_partially: { label: 'Partly canceled', tone: 'calm' },
  partially: { label: 'Partly paid', tone: 'wait' },
  authorized: { label: 'Authorized', tone: 'good' },
  canceled: { label: 'Canceled', tone: 'calm' },
  declined: { label: 'Declined', tone: 'bad' },
  pending: { label: 'Pending', tone: 'wait' },
};

export const INVOICE: Record<InvoiceView['status'], Wording> = {
  pending: { label: 'Pending', tone: 'wait' },
  open: { label: 'Open', tone: 'wait' },
  funded: { label: 'Funded', tone: 'good' },
  closed: { label: 'Closed', tone: 'good' },
  canceled: { label: 'Canceled', tone: 'calm' },
};

/** The outcome of a webhook as a badge, and what it means. An outcome that is not here is shown as it is. */
export const OUTCOMES: Readonly<Record<string, Wording & { meaning: string }>> = {
  applied: { label: 'Applied', tone: 'good', meaning: 'the checkout looked again because of it.' },
  signaled: { label: 'Passed on', tone: 'calm', meaning: 'the checkout looks at Apruve again.' },
  'no-news': { label: 'Nothing new', tone: 'calm', meaning: 'it says nothing that is not known.' },
  late: { label: 'Too late', tone: 'calm', meaning: 'the checkout has ended, and it says nothing new.' },
  'not-ours': { label: 'Not ours', tone: 'calm', meaning: 'nothing here has its order or invoice: another program made it.' },
  released: { label: 'Released', tone: 'calm', meaning: 'no checkout needed its order, which was canceled at Apruve.' },
  'orphan-paid': { label: 'Orphan, paid', tone: 'bad', meaning: 'no checkout has its order, and money has moved on it.' },
  'orphan-kept': { label: 'Orphan, kept', tone: 'bad', meaning: 'no checkout needs its order, and Apruve does not cancel it.' },
  'unknown-event': { label: 'Unknown event', tone: 'calm', meaning: 'it is no event that concerns checkouts.' },
  waiting: { label: 'Waiting', tone: 'wait', meaning: 'its order or invoice is not known here yet.' },
};

/** How far a notification to the shop has come. */
export const NOTIFICATION: Record<Notification['state'], Wording> = {
  pending: { label: 'Being sent', tone: 'wait' },
  delivered: { label: 'Delivered', tone: 'good' },
  failed: { label: 'Given up', tone: 'bad' },
};

/** The buyer by name and email, as far as the shop has given them. */
export function buyerOf({ customer: { name, email } }: CheckoutView): string {
  if (name !== null && email !== null) return `${name} (${email})`;
  return name ?? email ?? 'unknown buyer';
}
