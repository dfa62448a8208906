import type { InvoiceRow } from '../store/rows.ts';
import { centralTime } from '../values/central-time.ts';
import { wrongState } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { announceInvoice } from './announce.ts';

/** Refuses what can only be done on an invoice that the buyer owes. */
export const requireOwed = (invoice: InvoiceRow, deed: string): void => {
  if (invoice.status === 'open' || invoice.status === 'funded') return;
  throw wrongState(`Invoice is ${invoice.status}`, `Only an open or funded invoice can be ${deed}.`);
};

/** `open` or `funded` becomes `closed`, without saying who paid: the caller adds a payment first where there is one. */
export const settle = (world: World, invoice: InvoiceRow): InvoiceRow => {
  const next = world.invoices.update(invoice, { status: 'closed', final_state_at: centralTime(world.now()) });
  announceInvoice(world, 'invoice.closed', next);
  return next;
};

/** The merchant has collected by itself: closed, without a payment at Apruve. A repeat changes nothing. */
export const closeInvoice = (world: World, invoice: InvoiceRow): InvoiceRow => {
  if (invoice.status === 'closed') return invoice;
  requireOwed(invoice, 'closed');
  return settle(world, invoice);
};

/**
 * The financing partner pays the merchant for what was shipped, else 409; the buyer still owes. A repeat changes nothing.
 * With the partner's fee the invoice has `funding_details`.
 */
export const fundInvoice = (world: World, invoice: InvoiceRow, feeCents?: number): InvoiceRow => {
  if (invoice.status === 'funded') return invoice;
  if (invoice.status !== 'open') throw wrongState(`Invoice is ${invoice.status}`, 'Only an open invoice can be funded.');
  const isShipped = world.shipments.where('invoice_id', invoice.id).length > 0;
  if (!isShipped) throw wrongState('Invoice is not shipped', 'Without a shipment an invoice is not funded.');
  const fee = feeCents === undefined ? {} : { funding_fee_cents: feeCents };
  const next = world.invoices.update(invoice, { status: 'funded', ...fee });
  announceInvoice(world, 'invoice.funded', next);
  return next;
};
