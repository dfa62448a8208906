import type { Context } from 'hono';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { readInvoiceRows } from '../../../activities/ledger/views/invoice-rows.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import type { InvoiceFact, ShipmentFact } from '../../../workflows/contract/checkout.ts';
import { checkoutViews } from '../../../activities/ledger/views/checkout-view.ts';
import { invoiceView, shipmentView } from '../../../activities/ledger/views/invoice-view.ts';
import { modeOf } from '../../channels.ts';
import type { CheckoutView, InvoiceView, ShipmentView } from './checkout-schema.ts';

export const pathOf = ({ id }: Pick<CheckoutRow, 'id'>): string => `/v1/checkouts/${id}`;

/** The checkout as the body of an answer; notes the channel's mode for the answer's header. */
export async function shown(c: Context<AppEnv>, { db, channels }: Deps, row: CheckoutRow): Promise<CheckoutView> {
  c.set('mode', await modeOf(channels, row.channel));
  const [view] = await checkoutViews(db, [row], (channel) => modeOf(channels, channel));
  if (view === undefined) throw new Error(`The checkout ${row.id} cannot be shown.`);
  return view;
}

/** The same, for what is still going on: where to look for the outcome is in `Location`. */
export async function shownPending(c: Context<AppEnv>, deps: Deps, row: CheckoutRow): Promise<CheckoutView> {
  c.header('location', pathOf(row));
  return shown(c, deps, row);
}

/** An invoice as the body of an answer. */
export async function shownInvoice(
  c: Context<AppEnv>,
  { db, channels }: Deps,
  row: CheckoutRow,
  invoice: InvoiceFact,
): Promise<InvoiceView> {
  c.set('mode', await modeOf(channels, row.channel));
  return invoiceView(row.id, invoice, await readInvoiceRows(db, [row.id]));
}

/** A shipment with the invoice that it belongs to. */
export interface InvoicedShipment {
  invoice: InvoiceFact;
  shipment: ShipmentFact;
}

/** A shipment as the body of an answer. */
export async function shownShipment(
  c: Context<AppEnv>,
  { db, channels }: Deps,
  row: CheckoutRow,
  { invoice, shipment }: InvoicedShipment,
): Promise<ShipmentView> {
  c.set('mode', await modeOf(channels, row.channel));
  return shipmentView(row.id, invoice, shipment, await readInvoiceRows(db, [row.id]));
}
