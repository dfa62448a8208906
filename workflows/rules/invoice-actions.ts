import type { InvoiceFact, InvoiceStatus } from '../contract/checkout.ts';
import type { Refusal } from '../contract/failures.ts';

/** What may be asked of one invoice. */
export const INVOICE_ACTIONS = [
  'updateInvoice',
  'issueInvoice',
  'cancelInvoice',
  'closeInvoice',
  'addShipment',
  'updateShipment',
] as const;
export type InvoiceAction = (typeof INVOICE_ACTIONS)[number];

/** `do`: ask Apruve; `unchanged`: it is so already, a repeat is answered as it stands. */
export type InvoiceVerdict = 'do' | 'unchanged' | Refusal;

const ISSUED: Refusal = { code: 'already-issued', message: 'The invoice is issued: it can no longer be changed.' };
const CANCELED: Refusal = { code: 'already-canceled', message: 'The invoice is canceled.' };
const NOT_ISSUED: Refusal = { code: 'invoice-not-issued', message: 'The invoice is not issued yet.' };
const PAID: Refusal = { code: 'invoice-paid', message: 'The invoice is paid: record a return instead.' };

const TABLE: Record<InvoiceStatus, Record<InvoiceAction, InvoiceVerdict>> = {
  pending: {
    updateInvoice: 'do',
    issueInvoice: 'do',
    cancelInvoice: 'do',
    closeInvoice: NOT_ISSUED,
    addShipment: NOT_ISSUED,
    updateShipment: NOT_ISSUED,
  },
  open: {
    updateInvoice: ISSUED,
    issueInvoice: 'unchanged',
    cancelInvoice: 'do',
    closeInvoice: 'do',
    addShipment: 'do',
    updateShipment: 'do',
  },
  funded: {
    updateInvoice: ISSUED,
    issueInvoice: 'unchanged',
    cancelInvoice: PAID,
    closeInvoice: 'do',
    addShipment: 'do',
    updateShipment: 'do',
  },
  closed: {
    updateInvoice: ISSUED,
    issueInvoice: 'unchanged',
    cancelInvoice: PAID,
    closeInvoice: 'unchanged',
    addShipment: 'do',
    updateShipment: 'do',
  },
  canceled: {
    updateInvoice: CANCELED,
    issueInvoice: CANCELED,
    cancelInvoice: 'unchanged',
    closeInvoice: CANCELED,
    addShipment: CANCELED,
    updateShipment: CANCELED,
  },
};

/** What an invoice allows, by Apruve's word for its state. */
export const invoiceVerdict = (invoice: Pick<InvoiceFact, 'status'>, action: InvoiceAction): InvoiceVerdict =>
  TABLE[invoice.status][action];
